package dev.terrace.aws;

import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** Turns what the SDK throws into a {@link Problem}, by AWS's error code. */
public final class AwsProblems {
    private static final int TOO_MANY_REQUESTS = 429;

    /**
     * Errors that go by themselves: something that was just made is not known everywhere yet, something that is being
     * deleted still holds on, AWS is busy with the resource, or it is asked too often.
     */
    private static final Set<String> RETRYABLE = Set.of(
            "DependencyViolation",
            "DeleteConflict",
            "DependencyTimeoutException",
            "EntityTemporarilyUnmodifiable",
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
            "OperationAbortedException",
            "InternalFailure",
            "InternalError",
            "ServerException",
            "Unavailable");

    /** How the SDK begins what it says of a request that it does not even send: it has no type of its own. */
    private static final String NOT_A_REQUEST = "Unable to marshall request";

    private static final Set<String> DENIED =
            Set.of("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");

    /** How IAM says that it is no matter of tags that are not known yet: somebody forbids it. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("explicit deny|service control policy|resource control policy|permissions boundary");

    /**
     * What is another text in each answer, so that the same refusal would never be told as the same: what the SDK appends for logs,
     * "(Service: Kms, Status Code: 400, Request ID: …) (SDK Attempt Count: 1)", the numbers of requests that services hand on, and EC2's
     * encoded message, which is nothing to read either
     * (<a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html">STS decodes it</a>).
     */
    private static final Pattern OF_ONE_ANSWER = Pattern.compile("\\s*\\((Service: |SDK )[^()]*\\)"
            + "|\\s*Encoded authorization failure message: \\S+"
            + "|(?i:,?\\s*request ?id: ?[0-9a-f-]{8,})");

    private AwsProblems() {}

    /** The problem behind an error of the SDK, about no resource yet; null if the SDK did not throw it. */
    public static Problem of(RuntimeException error) {
        return of(error, false);
    }

    /**
     * The problem behind an error of the SDK, about no resource yet; null if the SDK did not throw it.
     *
     * @param creating whether the call belongs to a creation. Then what something else was made for a moment ago may not be known
     *     everywhere yet, and that is a refusal that goes: see {@link Newborn}
     */
    public static Problem of(RuntimeException error, boolean creating) {
        return switch (error) {
            case AwsServiceException answer when code(answer).isEmpty() -> withoutCode(answer);
            case AwsServiceException refused -> refused(refused, creating);
            case SdkClientException unsent
            when String.valueOf(unsent.getMessage()).startsWith(NOT_A_REQUEST) ->
                Problem.user("BadRequest", "", "AWS cannot be asked so: " + unsent.getMessage(), "");
            case SdkClientException lost ->
                new Problem(
                        "SdkClientException",
                        Category.RETRYABLE,
                        "",
                        "AWS could not be reached: " + withoutWhatIsOfOneAnswer(lost.getMessage()),
                        "");
            case SdkException other ->
                new Problem(
                        other.getClass().getSimpleName(),
                        Category.INTERNAL,
                        "",
                        withoutWhatIsOfOneAnswer(other.getMessage()),
                        "");
            default -> null;
        };
    }

    private static Problem refused(AwsServiceException error, boolean creating) {
        var code = code(error);
        var message = message(error);
        var said = "%s said %s: %s".formatted(call(error), code, message);
        var quota = Quota.of(service(error), code, message);
        if (quota.isPresent()) {
            return Problem.user(
                    code,
                    "",
                    "The quota \"%s\" of this account is used up: %s"
                            .formatted(quota.get().name(), said),
                    quota.get().remedy());
        }
        if (denied(error)) {
            var mayBeNew = creating && !FORBIDDEN.matcher(message).find();
            return new Problem(
                    code,
                    mayBeNew ? Category.RETRYABLE : Category.USER,
                    "",
                    said,
                    "The function's policy in template.yaml, a permission boundary or an organization's policy forbids the call.");
        }
        var retryable = error.isThrottlingException()
                || RETRYABLE.contains(code)
                || error.statusCode() >= 500
                || creating && (notFound(error) || Newborn.says(service(error), code, message));
        return new Problem(code, retryable ? Category.RETRYABLE : Category.USER, "", said, "");
    }

    /** An answer that is none of AWS's own: of a proxy, of a load balancer, cut off. */
    private static Problem withoutCode(AwsServiceException error) {
        var retryable = error.statusCode() >= 500 || error.statusCode() == TOO_MANY_REQUESTS;
        var said = "%s was answered with HTTP status %d and no error code".formatted(call(error), error.statusCode());
        return retryable
                ? new Problem("NoErrorCode", Category.RETRYABLE, "", said + ".", "")
                : Problem.user(
                        "NoErrorCode",
                        "",
                        "%s (request id %s)."
                                .formatted(said, error.requestId() == null ? "unknown" : error.requestId()),
                        "Look whether something between Terrace and AWS, such as a proxy, answers in its place.");
    }

    /** AWS's error code; empty when it told none. */
    private static String code(AwsServiceException error) {
        var details = error.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }

    /** What AWS said, without what the SDK adds. */
    private static String message(AwsServiceException error) {
        var details = error.awsErrorDetails();
        var said = details == null || details.errorMessage() == null ? error.getMessage() : details.errorMessage();
        return withoutWhatIsOfOneAnswer(said);
    }

    /** The message, the same whenever the same is said. */
    public static String withoutWhatIsOfOneAnswer(String message) {
        return message == null ? "" : OF_ONE_ANSWER.matcher(message).replaceAll("");
    }

    /** The service and, by {@link CallNames}, the call: {@code Kms CreateKey}. */
    private static String call(AwsServiceException error) {
        var details = error.awsErrorDetails();
        return details == null || details.serviceName() == null ? "A call of AWS" : details.serviceName();
    }

    private static String service(AwsServiceException error) {
        return call(error).split(" ", 2)[0];
    }

    /** Whether this is what AWS said. */
    public static boolean says(AwsServiceException error, String code) {
        return code(error).equals(code);
    }

    /** Whether AWS said that the caller may not. */
    public static boolean denied(AwsServiceException error) {
        return DENIED.contains(code(error));
    }

    /** Whether AWS said that the thing is not there, whatever the service calls that. */
    public static boolean notFound(AwsServiceException error) {
        var code = code(error);
        return code.endsWith("NotFound")
                || code.endsWith("NotFoundException")
                || code.endsWith("NotFoundFault")
                || code.equals("NoSuchEntity");
    }

    /** Whether AWS said that such a thing is there already, whatever the service calls that. */
    static boolean alreadyExists(AwsServiceException error) {
        return code(error).contains("AlreadyExists");
    }

    /**
     * What to throw when AWS refuses to create a resource because its name is taken. If a resource of the layer has it, which an
     * earlier run made and which is not listed yet, it is only to be waited for; if it is anybody else's, it is left alone.
     *
     * @param tags of the resource that has the name
     */
    public static ProblemException alreadyThere(Key key, Map<String, String> tags, AwsServiceException refused) {
        if (Tags.nameFor(key.owner(), tags).isPresent()) {
            return notListedYet(key);
        }
        return new ProblemException(
                Problem.user(
                        code(refused).isEmpty() ? "AlreadyExists" : code(refused),
                        key.address(),
                        "Its name is taken by %s: %s".formatted(holder(key.owner(), tags), message(refused)),
                        "Rename or delete that resource, or give this one another name."),
                refused);
    }

    private static String holder(Owner owner, Map<String, String> tags) {
        var platform = tags.get(Owner.PLATFORM_TAG);
        var address = tags.get(Owner.LAYER_TAG) + "/" + tags.get(Owner.RESOURCE_TAG);
        if (platform == null) {
            return "a resource that is not this platform's";
        }
        return platform.equals(owner.platform())
                ? "this platform's own " + address
                : "%s of the platform %s".formatted(address, platform);
    }

    /** What to throw when a resource is not created because it is there, although finding it has not shown it yet. */
    public static ProblemException notListedYet(Key key) {
        return new ProblemException(new Problem(
                "NotListedYet", Category.RETRYABLE, key.address(), "It is there, but AWS does not list it yet.", ""));
    }

    /** Makes a reading call; that the thing is gone since it was listed is no error. */
    public static <T> Optional<T> present(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (AwsServiceException e) {
            if (!notFound(e)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** Makes a deleting call; that the thing is already gone is no error. */
    public static void unlessGone(Runnable call) {
        isGone(call);
    }

    /** Makes a deleting call, and says whether the thing was already gone. */
    static boolean isGone(Runnable call) {
        try {
            call.run();
            return false;
        } catch (AwsServiceException e) {
            if (!notFound(e)) {
                throw e;
            }
            return true;
        }
    }
}
