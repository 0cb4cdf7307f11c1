package dev.terrace.cluster;

import dev.terrace.iam.Role;
import java.util.Map;

/**
 * What a managed add-on needs of AWS.
 *
 * @param serviceAccount of the add-on's pods, in {@code namespace}
 * @param policyArn the policy that AWS manages for it
 */
record AddonPermissions(String namespace, String serviceAccount, String policyArn) {
    private static final Map<String, AddonPermissions> BY_ADDON = Map.of(
            "vpc-cni", kubeSystem("aws-node", "AmazonEKS_CNI_Policy"),
            "aws-ebs-csi-driver", kubeSystem("ebs-csi-controller-sa", "service-role/AmazonEBSCSIDriverPolicy"),
            "aws-efs-csi-driver", kubeSystem("efs-csi-controller-sa", "service-role/AmazonEFSCSIDriverPolicy"),
            "amazon-cloudwatch-observability",
                    new AddonPermissions(
                            "amazon-cloudwatch", "cloudwatch-agent", Role.awsManaged("CloudWatchAgentServerPolicy")));

    private static AddonPermissions kubeSystem(String serviceAccount, String policy) {
        return new AddonPermissions("kube-system", serviceAccount, Role.awsManaged(policy));
    }

    /** @return null when the add-on needs none */
    static AddonPermissions of(String addon) {
        return BY_ADDON.get(addon);
    }
}
