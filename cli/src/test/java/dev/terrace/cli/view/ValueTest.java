package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cli.view.Value.Difference;
import dev.terrace.report.Reports;
import java.util.List;
import org.junit.jupiter.api.Test;

class ValueTest {
    @Test
    void of_a_list_only_the_items_that_go_and_come_are_told() {
        assertThat(differences("['a', 'b', 'c']", "['a', 'c', 'd']"))
                .containsExactly(new Difference("", "b", "d", true));
        assertThat(differences("['a']", "['a', 'b']")).containsExactly(new Difference("", "", "b", true));
        assertThat(differences("['a', 'b']", "['b', 'a']"))
                .containsExactly(new Difference("", "[a, b]", "[b, a]", false));
    }

    @Test
    void what_differs_is_found_however_deep_it_is() {
        assertThat(differences(
                        "[{'ports': [{'port': 5432}], 'to': [{'cidr': '10.0.0.0/20'}, {'cidr': '10.0.16.0/20'}]}]",
                        "[{'ports': [{'port': 5432}], 'to': [{'cidr': '10.0.0.0/20'}, {'cidr': '10.0.32.0/20'}]}]"))
                .containsExactly(new Difference("[0].to[1].cidr", "10.0.16.0/20", "10.0.32.0/20", false));
    }

    @Test
    void a_document_is_taken_apart_as_well() {
        assertThat(differences(
                        "{'Statement': [{'Action': ['s3:Get', 's3:Put'], 'Resource': '*'}]}",
                        "{'Statement': [{'Action': ['s3:Get'], 'Resource': 'arn:x'}]}"))
                .containsExactly(
                        new Difference(".Statement[0].Action", "s3:Put", "", true),
                        new Difference(".Statement[0].Resource", "*", "arn:x", false));
    }

    @Test
    void a_text_stays_whole_whatever_it_looks_like_and_what_is_not_there_is_nothing() {
        assertThat(differences("'[a, b]'", "'{a=b}'")).containsExactly(new Difference("", "[a, b]", "{a=b}", false));
        assertThat(differences("null", "true")).containsExactly(new Difference("", "", "true", false));
    }

    @Test
    void what_is_unknown_before_an_apply_is_said_to_be() {
        assertThat(differences("['sg-1']", "[{'knownAfterApply': true}]"))
                .containsExactly(new Difference("", "sg-1", "(known after apply)", false));
    }

    private static List<Difference> differences(String from, String to) {
        return Value.differences(Reports.tree(from.replace('\'', '"')), Reports.tree(to.replace('\'', '"')));
    }
}
