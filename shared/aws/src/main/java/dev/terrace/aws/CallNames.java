package dev.terrace.aws;

import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Lets what AWS refuses know which call it was: {@code Kms} in an error becomes {@code Kms CreateKey}. */
final class CallNames implements ExecutionInterceptor {
    @Override
    public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes attributes) {
        return context.exception() instanceof AwsServiceException refused
                ? named(
                        refused,
                        attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME),
                        attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME))
                : context.exception();
    }

    /** Of the same class, since resource types catch these by class. */
    static AwsServiceException named(AwsServiceException refused, String service, String operation) {
        var details =
                refused.awsErrorDetails() == null ? AwsErrorDetails.builder() : refused.awsErrorDetails().toBuilder();
        var named = refused.toBuilder()
                .awsErrorDetails(details.serviceName(service + " " + operation).build())
                .build();
        named.setStackTrace(refused.getStackTrace());
        return named;
    }
}
