package dev.terrace.cluster;

import dev.terrace.aws.Home;
import java.util.Map;

/**
 * What a managed add-on needs of AWS.
 *
 * @param serviceAccount of the add-on's pods, in {@code namespace}
 * @param policy the name of the policy that AWS manages for it
 */
record AddonPermissions(String namespace, String serviceAccount, String policy) {
    private static final Map<String, AddonPermissions> BY_ADDON = Map.of(
            "vpc-cni", kubeSystem("aws-node", "AmazonEKS_CNI_Policy"),
            "aws-ebs-csi-driver", kubeSystem("ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
            "aws-efs-csi-driver", kubeSystem("efs-csi-controller-sa", "service-role/AmazonEFSCSIDriverPolicy"),
            "amazon-cloudwatch-observability",
                    new AddonPermissions("amazon-cloudwatch", "cloudwatch-agent", "CloudWatchAgentServerPolicy"));

    private static AddonPermissions kubeSystem(String serviceAccount, String policy) {
        return new AddonPermissions("kube-system", serviceAccount, policy);
    }

    String policyArn(Home home) {
        return home.awsManagedPolicy(policy);
    }

    /** @return null when the add-on needs none */
    static AddonPermissions of(String addon) {
        return BY_ADDON.get(addon);
    }
}
