package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** What AWS refused the command line, in AWS's own words. */
public final class AwsErrors {
    private AwsErrors() {}

    public static Problem problem(SdkException error) {
        return switch (error) {
            case AwsServiceException refused
            when refused.awsErrorDetails() != null ->
                Problem.user(
                        refused.awsErrorDetails().errorCode(),
                        "",
                        refused.awsErrorDetails().serviceName() + " said "
                                + refused.awsErrorDetails().errorCode() + ": "
                                + refused.awsErrorDetails().errorMessage(),
                        "");
            case SdkClientException lost ->
                Problem.user(
                        "NotReached",
                        "",
                        "AWS could not be reached: " + lost.getMessage(),
                        "Look at the credentials and the region (`aws sts get-caller-identity` says whether they work).");
            default ->
                Problem.user(error.getClass().getSimpleName(), "", "AWS was not understood: " + error.getMessage(), "");
        };
    }
}
