package dev.terrace.cli.view;

import dev.terrace.engine.Problem;
import dev.terrace.engine.Problem.Category;
import dev.terrace.platform.Golden;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProblemViewTest {
    private final ProblemView view = new ProblemView(Style.plain(80));

    @Test
    void a_problem_has_a_place_a_sentence_and_a_remedy() throws IOException {
        var problem = Problem.user(
                "ReplacementRefused",
                "network/vpc",
                "The change needs AWS::EC2::VPC vpc-1 to be deleted and created again.",
                "Undo the change, or allow it for this run with `--replace network/vpc`.");
        Golden.assertMatches(getClass(), "problem.txt", view.render(problem, null));
    }

    @Test
    void several_are_a_list() throws IOException {
        var problem = new Problem(
                "AccessDenied",
                Category.INTERNAL,
                "",
                "security/node-role: Iam said AccessDenied: not authorized to perform iam:CreateRole.\n"
                        + "security/data-alias: Kms said AccessDenied: not authorized to perform kms:CreateAlias.",
                "");
        Golden.assertMatches(
                getClass(), "problems.txt", view.render(problem, Path.of("/home/me/terrace/.terrace/terrace.log")));
    }
}
