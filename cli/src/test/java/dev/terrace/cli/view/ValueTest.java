package dev.terrace.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.cli.view.Value.Difference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
    @Test
    void of_a_list_only_the_items_that_go_and_come_are_told() {
        assertThat(Value.differences("[a, b, c]", "[a, c, d]")).containsExactly(new Difference("", "b", "d", true));
        assertThat(Value.differences("[a]", "[a, b]")).containsExactly(new Difference("", "", "b", true));
        assertThat(Value.differences("[a, b]", "[b, a]"))
                .containsExactly(new Difference("", "[a, b]", "[b, a]", false));
    }

    @Test
    void what_differs_is_found_however_deep_it_is() {
        assertThat(Value.differences(
                        "[{ports=[{port=5432}], to=[{cidr=10.0.0.0/20}, {cidr=10.0.16.0/20}]}]",
                        "[{ports=[{port=5432}], to=[{cidr=10.0.0.0/20}, {cidr=10.0.32.0/20}]}]"))
                .containsExactly(new Difference("[0].to[1].cidr", "10.0.16.0/20", "10.0.32.0/20", false));
    }

    @Test
    void json_is_taken_apart_as_well() {
        assertThat(Value.differences("""
                        {"Statement":[{"Action":["s3:Get","s3:Put"],"Resource":"*"}]}""", """
                        {"Statement":[{"Action":["s3:Get"],"Resource":"arn:x"}]}"""))
                .containsExactly(
                        new Difference(".Statement[0].Action", "s3:Put", "", true),
                        new Difference(".Statement[0].Resource", "*", "arn:x", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{", "[}", "{]", "[a}", "{a=[}", "{a}", "[a] b", "[[]", "{a=b=c}", "[,]", "{=}", ""})
    void what_is_neither_stays_whole(String text) {
        assertThat(Value.differences(text, "x")).containsExactly(new Difference("", text, "x", false));
    }
}
