package dev.terrace.aws;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What AWS says of a thing that was made a moment ago and is not known everywhere yet: a role that a service cannot take, a key that
 * it does not see, a tag that permissions do not hear of. Said while something is being created, it goes by itself; at any other time
 * it means what it says.
 *
 * <p>That a thing is not there ({@link AwsProblems#notFound}) and that the caller may not ({@link AwsProblems#denied}) need no row
 * here: for those the code is enough.
 */
final class Newborn {
    /**
     * One thing that is said.
     *
     * @param service as the SDK names it; empty for any
     * @param code the error code, whole
     * @param words a part of the message
     */
    private record Sign(String service, Pattern code, Pattern words) {
        static Sign of(String service, String code, String words) {
            return new Sign(service, Pattern.compile(code), Pattern.compile(words, Pattern.CASE_INSENSITIVE));
        }

        boolean fits(String from, String said, String message) {
            return (service.isEmpty() || service.equalsIgnoreCase(from))
                    && code.matcher(said).matches()
                    && words.matcher(message).find();
        }
    }

    private static final List<Sign> SIGNS = List.of(
            // IAM is "eventually consistent": a role reaches the services in seconds, sometimes in a minute.
            // docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
            // The wordings are those that Terraform's provider waits for, service by service, in its "propagation"
            // retries.
            Sign.of("Rds", "InvalidParameterValue", "required permissions for: ENHANCED_MONITORING"),
            Sign.of("Eks", "Invalid(Parameter|Request)Exception", "could not be assumed|cannot be assumed"),
            Sign.of("Eks", "InvalidParameterException", "doesn't have the Amazon EKS Managed Policies"),
            Sign.of("Eks", "InvalidParameterException", "IAM role's policy must include"),
            Sign.of("Eks", "InvalidParameterException", "invalid principal"),
            Sign.of("Ec2", "InvalidParameter", "unable to assume given IAM role"),
            Sign.of("Iam", "MalformedPolicyDocument", "invalid principal"),
            Sign.of("Kms", "MalformedPolicyDocumentException", "invalid principal"),

            // KMS is eventually consistent too: a new key, a grant and a change of its state each take seconds to reach
            // a service.
            // docs.aws.amazon.com/kms/latest/developerguide/programming-eventual-consistency.html
            Sign.of("Kms", "KMSInvalidStateException", ""),
            Sign.of("Rds", "KMSKeyNotAccessibleFault", ""),
            Sign.of("Ecr", "KmsException", ""),
            Sign.of("CloudWatchLogs", "InvalidParameterException", "KMS key"),
            // By a new alias, too, permissions are given (kms:ResourceAliases) after up to five minutes only.
            // docs.aws.amazon.com/kms/latest/developerguide/abac.html
            Sign.of("Eks", "InvalidRequestException", "not authorized to perform kms:"),

            // EC2 too; what it knows already, RDS and EKS may not.
            // docs.aws.amazon.com/ec2/latest/devguide/eventual-consistency.html
            // What a run made that died a moment ago is not listed yet, and is in the way of what looks as if it were
            // not there. What is somebody else's is not listed late.
            Sign.of(
                    "Ec2",
                    "InvalidSubnet\\.Conflict|InvalidGroup\\.Duplicate|InvalidPermission\\.Duplicate"
                            + "|Resource\\.AlreadyAssociated|RouteAlreadyExists|FlowLogAlreadyExists",
                    ""),
            Sign.of("Ec2", "InvalidParameter", "requires both enableDnsSupport and enableDnsHostnames"),
            Sign.of("Rds", "InvalidParameterValue|InvalidSubnet", "input subnets|requested subnet"),

            // Whatever a service calls it: "roleArn …, does not exist", "Launch template … could not be found".
            Sign.of(
                    "",
                    "Invalid.*|Validation.*|ClientException",
                    "does not exist|do not exist|(not|cannot) be found|not found"));

    private Newborn() {}

    static boolean says(String service, String code, String message) {
        return SIGNS.stream().anyMatch(sign -> sign.fits(service, code, message));
    }
}
