package dev.terrace.cli.cloud;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.engine.ProblemException;
import dev.terrace.report.Reports;
import dev.terrace.report.StatusRequest;
import software.amazon.awssdk.core.SdkBytes;
import tools.jackson.databind.JsonNode;

/** Asks the status function. */
public final class Questions {
    private final Account account;
    private final Stack stack;

    public Questions(Account account, Stack stack) {
        this.account = account;
        this.stack = stack;
    }

    /** @throws ProblemException when the function could not answer */
    public JsonNode ask(StatusRequest question) {
        var answer = account.lambda().invoke(request -> request.functionName(stack.statusFunction())
                .payload(SdkBytes.fromUtf8String(Reports.write(question))));
        var payload = Reports.tree(answer.payload().asUtf8String());
        if (answer.functionError() != null) {
            throw new ProblemException(new Problem(
                    "StatusFailed",
                    Category.INTERNAL,
                    "",
                    "The status function failed: "
                            + payload.path("errorMessage").asString("no reason given"),
                    "Its log group /aws/lambda/" + stack.statusFunction() + " says more."));
        }
        return payload;
    }
}
