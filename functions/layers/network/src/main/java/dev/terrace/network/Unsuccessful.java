package dev.terrace.network;

import dev.terrace.aws.AwsProblems;
import java.util.List;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.UnsuccessfulItem;

/** The calls that take several ids answer well when all of them were refused: this makes them throw like the others. */
final class Unsuccessful {
    private static final int BAD_REQUEST = 400;

    private Unsuccessful() {}

    static void check(List<UnsuccessfulItem> items) {
        for (var item : items) {
            throw Ec2Exception.builder()
                    .statusCode(BAD_REQUEST)
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .serviceName("Ec2")
                            .errorCode(item.error().code())
                            .errorMessage(item.error().message())
                            .build())
                    .build();
        }
    }

    static void unlessGone(List<UnsuccessfulItem> items) {
        AwsProblems.unlessGone(() -> check(items));
    }
}
