package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Change;
import dev.terrace.engine.Change.Action;
import dev.terrace.engine.Change.Field;
import dev.terrace.engine.Json;
import dev.terrace.engine.Kept;
import dev.terrace.platform.Golden;
import dev.terrace.report.LayerReport;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanViewTest {
    private final PlanView view = new PlanView(Style.plain(100), false, "");

    @Test
    void a_new_platform_is_a_line_per_resource() throws IOException {
        var network = Samples.layer(
                "network",
                2,
                List.of(Samples.subnet("private-a", "10.0.64.0/20"), Samples.subnet("private-b", "10.0.80.0/20")),
                List.of(),
                2,
                0);
        var plan = Samples.run("plan", List.of(network));
        Golden.assertMatches(getClass(), "plan-create.txt", view.render(plan, Samples.BLUEPRINT, List.of()));
        Golden.assertMatches(
                getClass(),
                "plan-create-verbose.txt",
                new PlanView(Style.plain(100), true, "").render(plan, Samples.BLUEPRINT, List.of()));
    }

    @Test
    void changes_are_shown_field_by_field() throws IOException {
        Golden.assertMatches(
                getClass(),
                "plan-changes.txt",
                view.render(Samples.run("plan", List.of(changes())), Samples.BLUEPRINT, List.of()));
    }

    @Test
    void nothing_to_do_is_said_so() throws IOException {
        var plan = Samples.run("plan", List.of(Samples.layer("network", 54, List.of(), List.of(), 14, 0)));
        Golden.assertMatches(getClass(), "plan-nothing.txt", view.render(plan, Samples.BLUEPRINT, List.of()));
    }

    @Test
    void no_line_is_wider_than_the_terminal_and_no_word_is_broken() {
        for (var width : new int[] {60, 80, 120}) {
            var text = new PlanView(Style.plain(width), false, "")
                    .render(Samples.run("plan", List.of(changes())), Samples.BLUEPRINT, List.of());
            assertThat(text.lines()).allMatch(line -> line.length() <= width);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void values_move_no_cursor_however_much_of_them_is_shown(boolean verbose) {
        var name = "Description.\u009B2J";
        var value = "a\u001B[2J\u0007b ".repeat(30);
        var changes = List.of(
                new Change("network/new", "AWS::X::Y", Action.CREATE, "", List.of(Field.of(name, null, value))),
                new Change("network/old", "AWS::X::Y", Action.UPDATE, "y-1", List.of(Field.of(name, value, "b"))));
        var plan = Samples.run("plan", List.of(Samples.layer("network", 2, changes, List.of(), 2, 0)));

        assertThat(new PlanView(Style.plain(100), verbose, "").render(plan, Samples.BLUEPRINT, List.of()))
                .contains("a?[2J?b")
                .doesNotContain("\u001B", "\u0007", "\u009B");
    }

    private static LayerReport changes() {
        var policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:PutLogEvents"],"Resource":"%s"}]}""";
        return Samples.layer(
                "network",
                54,
                List.of(
                        new Change(
                                "network/public-a",
                                "AWS::EC2::Subnet",
                                Action.UPDATE,
                                "subnet-0a1",
                                List.of(Field.of("MapPublicIpOnLaunch", false, true))),
                        new Change(
                                "network/flow-logs-role",
                                "AWS::IAM::Role",
                                Action.UPDATE,
                                "task-manager-flow-logs-role",
                                List.of(Field.of(
                                        "Policies.logs",
                                        new Json(policy.formatted("*")),
                                        new Json(policy.formatted("arn:aws:logs:::x"))))),
                        new Change(
                                "network/endpoint",
                                "AWS::EC2::VPCEndpoint",
                                Action.UPDATE,
                                "vpce-1",
                                List.of(Field.of(
                                        "SubnetIds",
                                        List.of("subnet-0123456789abcdef0", "subnet-0123456789abcdef1"),
                                        List.of(
                                                "subnet-0123456789abcdef0",
                                                "subnet-0123456789abcdef1",
                                                "subnet-0123456789abcdef2")))),
                        new Change(
                                "network/vpc",
                                "AWS::EC2::VPC",
                                Action.REPLACE,
                                "vpc-1",
                                List.of(
                                        Field.of("CidrBlock", "10.0.0.0/16", "10.1.0.0/16")
                                                .asCreateOnly(),
                                        Field.of("EnableDnsHostnames", null, true))),
                        new Change("network/nat-c", "AWS::EC2::NatGateway", Action.DELETE, "nat-3", List.of())),
                List.of(new Kept("network/old-logs", "task-manager-old-logs", "")),
                14,
                0);
    }
}
