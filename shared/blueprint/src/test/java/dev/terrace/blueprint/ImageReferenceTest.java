package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
    private static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nginx",
                "nginx:1.29-alpine",
                "library/nginx",
                "docker.io/mendhak/http-https-echo:37",
                "public.ecr.aws/docker/library/redis:7-alpine",
                "111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/web__a--b:_1.0",
                "localhost/web",
                "localhost:5000/web:latest",
                "Registry/web",
            })
    void names_an_image_with_or_without_a_registry_a_tag_and_a_digest(String text) {
        assertThat(ImageReference.isOne(text)).isTrue();
        assertThat(ImageReference.isOne(text + "@" + DIGEST)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " nginx",
                "Nginx",
                "https://docker.io/nginx",
                "docker.io/Library/nginx",
                "docker.io//nginx",
                "docker.io/nginx/",
                "nginx:",
                "nginx:-1",
                "nginx:1:2",
                "nginx@latest",
                "nginx@sha256:0123",
                "-registry.example.com/nginx",
                "web___a",
                "web._a",
            })
    void is_nothing_else(String text) {
        assertThat(ImageReference.isOne(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a-", "a/", "a."})
    void is_not_as_long_as_a_file(String part) {
        assertThat(ImageReference.isOne(part.repeat(1_000_000))).isFalse();
    }
}
