package dev.terrace.aws;

import dev.terrace.engine.Key;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into a {@link Problem}, by AWS's error code. */
public final class AwsProblems {
    /**
     * Errors that go by themselves: something that was just made is not known everywhere yet, something that is being
     * deleted still holds on, AWS is busy with the resource, or it is asked too often.
     */
    private static final Set<String> RETRYABLE = Set.of(
            "DependencyViolation",
            "DeleteConflict",
            "ConcurrentModification",
            "ConcurrentModificationException",
            "Gateway.NotAttached",
            "InvalidAllocationID.NotFound",
            "InvalidGatewayID.NotFound",
            "InvalidGroup.NotFound",
            "InvalidInternetGatewayID.NotFound",
            "InvalidIPAddress.InUse",
            "InvalidNatGatewayID.NotFound",
            "InvalidRouteTableID.NotFound",
            "InvalidSecurityGroupRuleId.NotFound",
            "InvalidSubnetID.NotFound",
            "InvalidVpcID.NotFound",
            "NatGatewayNotFound",
            "InvalidDBInstanceState",
            "InvalidDBSubnetGroupStateFault",
            "InvalidDBParameterGroupState",
            "IncorrectState",
            "RequestLimitExceeded",
            "ResourceInUseException",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "InternalFailure",
            "InternalError",
            "ServerException",
            "Unavailable");

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");

    private AwsProblems() {}

    /** The problem behind an error of the SDK, about no resource yet; null if the SDK did not throw it. */
    public static Problem of(RuntimeException error) {
        return switch (error) {
            case AwsServiceException refused when refused.awsErrorDetails() != null -> of(refused);
            case SdkClientException lost ->
                new Problem(
                        "SdkClientException",
                        Category.RETRYABLE,
                        "",
                        "AWS could not be reached: " + lost.getMessage(),
                        "");
            case SdkException other ->
                new Problem(other.getClass().getSimpleName(), Category.INTERNAL, "", other.getMessage(), "");
            default -> null;
        };
    }

    private static Problem of(AwsServiceException error) {
        var details = error.awsErrorDetails();
        var said = details.serviceName() + " said " + details.errorCode() + ": " + details.errorMessage();
        if (DENIED.contains(details.errorCode())) {
            return new Problem(
                    details.errorCode(),
                    Category.USER,
                    "",
                    said,
                    "The function's policy in template.yaml, a permission boundary or an organization's policy forbids the call.");
        }
        var retryable =
                error.isThrottlingException() || RETRYABLE.contains(details.errorCode()) || error.statusCode() >= 500;
        return new Problem(details.errorCode(), retryable ? Category.RETRYABLE : Category.USER, "", said, "");
    }

    /** Whether AWS said that the caller may not. */
    public static boolean denied(AwsServiceException error) {
        return error.awsErrorDetails() != null
                && DENIED.contains(error.awsErrorDetails().errorCode());
    }

    /** Whether AWS said that the thing is not there, whatever the service calls that. */
    public static boolean notFound(AwsServiceException error) {
        var code =
                error.awsErrorDetails() == null ? "" : error.awsErrorDetails().errorCode();
        return code.endsWith(".NotFound")
                || code.endsWith("NotFoundException")
                || code.endsWith("NotFoundFault")
                || code.endsWith("NotFound")
                || code.equals("NoSuchEntity");
    }

    /**
     * What to throw when AWS refuses to create a resource because its name is taken. If the resource is the very one, made by
     * an earlier run and not listed yet, it is only to be waited for; if it is anybody else's, it is left alone.
     *
     * @param tags of the resource that has the name
     */
    public static ProblemException alreadyThere(Key key, Map<String, String> tags, AwsServiceException refused) {
        if (Tags.nameFor(key.owner(), tags).filter(key.name()::equals).isPresent()) {
            return notListedYet(key);
        }
        var code = refused.awsErrorDetails() == null
                ? "AlreadyExists"
                : refused.awsErrorDetails().errorCode();
        return new ProblemException(
                Problem.user(
                        code,
                        key.address(),
                        "Its name is taken by a resource that is not this platform's: " + refused.getMessage(),
                        "Rename or delete that resource, or give the platform another name."),
                refused);
    }

    /** What to throw when a resource is not created because it is there, although finding it has not shown it yet. */
    public static ProblemException notListedYet(Key key) {
        return new ProblemException(new Problem(
                "NotListedYet", Category.RETRYABLE, key.address(), "It is there, but AWS does not list it yet.", ""));
    }

    /** Makes a deleting call; that the thing is already gone is no error. */
    public static void unlessGone(Runnable call) {
        try {
            call.run();
        } catch (AwsServiceException e) {
            if (!notFound(e)) {
                throw e;
            }
        }
    }
}
