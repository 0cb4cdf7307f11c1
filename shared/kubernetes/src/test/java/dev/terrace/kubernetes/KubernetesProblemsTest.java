package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Problem.Category;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesProblemsTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    401, Unauthorized, Unauthorized,                                    Unauthorized,         RETRYABLE
                    403, Forbidden,    pods is forbidden: exceeded quota: quota,        QuotaExceeded,        USER
                    403, Forbidden,    namespace shop is being terminated,              NamespaceTerminating, RETRYABLE
                    403, Forbidden,    User terrace cannot patch deployments,           Forbidden,            RETRYABLE
                    404, NotFound,     namespaces shop not found,                       NotFound,             RETRYABLE
                    409, Conflict,     the object has been modified,                    Conflict,             RETRYABLE
                    422, Invalid,      field is immutable,                              ImmutableField,       USER
                    422, Invalid,      cannot change roleRef,                           ImmutableField,       USER
                    422, Invalid,      may not change once set,                         ImmutableField,       USER
                    422, Invalid,      must be less than or equal to cpu limit,         Invalid,              USER
                    429, TooManyRequests, slow down,                                    TooManyRequests,      RETRYABLE
                    503, ServiceUnavailable, etcd is away,                              ServiceUnavailable,   RETRYABLE
                    400, BadRequest,   unknown field,                                   BadRequest,           USER
                    """)
    void the_api_servers_answer_says_whether_it_is_worth_another_try(
            int code, String reason, String message, String problem, Category category) {
        var status = new StatusBuilder()
                .withCode(code)
                .withReason(reason)
                .withMessage(message)
                .build();

        var found = KubernetesProblems.of(new KubernetesClientException("failed", code, status));

        assertThat(found.code()).isEqualTo(problem);
        assertThat(found.category()).isEqualTo(category);
    }

    @Test
    void a_cluster_that_does_not_answer_is_worth_another_try() {
        var problem =
                KubernetesProblems.of(new KubernetesClientException("failed", new IOException("connection refused")));
        assertThat(problem.retryable()).isTrue();
        assertThat(problem.sentence()).contains("could not be reached", "connection refused");
    }

    @Test
    void what_is_no_error_of_the_client_is_none_of_its_problems() {
        assertThat(KubernetesProblems.of(new IllegalStateException())).isNull();
    }
}
