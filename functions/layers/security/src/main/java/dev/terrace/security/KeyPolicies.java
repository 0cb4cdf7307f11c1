package dev.terrace.security;

import static dev.terrace.iam.PolicyStatement.allow;
import static dev.terrace.iam.PolicyStatement.document;

import dev.terrace.aws.Home;
import dev.terrace.engine.Json;
import dev.terrace.iam.PolicyStatement;
import java.util.ArrayList;
import java.util.List;

/**
 * Key policies. All of them leave the deciding to IAM policies within the account (the principal is the account, so that it
 * cannot be locked out), and narrow what these can allow: to manage the key, and to use it in the one way that it is for.
 */
final class KeyPolicies {
    /** What is done with a key by whoever encrypts and decrypts with it. */
    static final List<String> USE =
            List.of("kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey");

    /** AWS's own list for key administrators, without grants: all but using the key. */
    private static final List<String> MANAGE = List.of(
            "kms:CreateAlias",
            "kms:Describe*",
            "kms:Enable*",
            "kms:List*",
            "kms:Put*",
            "kms:Update*",
            "kms:Revoke*",
            "kms:Disable*",
            "kms:Get*",
            "kms:Delete*",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:ScheduleKeyDeletion",
            "kms:CancelKeyDeletion");

    private KeyPolicies() {}

    /** A key that is used through one service only, on behalf of somebody of the account. */
    static Json usedThrough(String service, Home home) {
        return document(
                manage(home),
                use(home)
                        .when(
                                "StringEquals",
                                "kms:ViaService",
                                "%s.%s.%s".formatted(service, home.region(), home.dnsSuffix())));
    }

    /** A key that EKS uses by the grant that it gets when the cluster is created, and that the cluster's role uses. */
    static Json usedByGrant(Home home) {
        return document(manage(home), use(home));
    }

    private static PolicyStatement manage(Home home) {
        return by(home, allow(MANAGE).named("AccountManagesTheKey"));
    }

    private static PolicyStatement use(Home home) {
        var actions = new ArrayList<>(USE);
        actions.addAll(List.of("kms:CreateGrant", "kms:RetireGrant"));
        return by(home, allow(actions).named("AccountUsesTheKey"));
    }

    /** In a key policy the resource {@code *} is the key itself. */
    private static PolicyStatement by(Home home, PolicyStatement statement) {
        return statement.to("AWS", home.globalArn("iam", "root")).on("*");
    }
}
