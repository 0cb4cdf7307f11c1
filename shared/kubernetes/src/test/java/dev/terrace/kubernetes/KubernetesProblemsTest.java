package dev.terrace.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.terrace.engine.Problem.Category;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusDetailsBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesProblemsTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
                    401, Unauthorized, Unauthorized,                                    Unauthorized,         RETRYABLE
                    403, Forbidden,    pods is forbidden: exceeded quota: quota,        QuotaExceeded,        RETRYABLE
                    403, Forbidden,    namespace shop is being terminated,              NamespaceTerminating, RETRYABLE
                    403, Forbidden,    User terrace cannot patch deployments,           Forbidden,            RETRYABLE
                    403, Forbidden,    admission webhook gate denied the request: no,  AdmissionDenied,      USER
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
    void what_was_said_ends_in_one_full_stop() {
        assertThat(said("the object has been modified.")).isEqualTo("Kubernetes said: the object has been modified.");
        assertThat(said("no such thing...\n")).isEqualTo("Kubernetes said: no such thing.");
        assertThat(KubernetesProblems.of(new KubernetesClientException("failed", new IOException("closed.")))
                        .message())
                .isEqualTo("The cluster could not be reached: closed.");
    }

    private static String said(String message) {
        var status = new StatusBuilder()
                .withCode(409)
                .withReason("Conflict")
                .withMessage(message)
                .build();
        return KubernetesProblems.of(new KubernetesClientException("failed", 409, status))
                .message();
    }

    @Test
    void only_what_was_refused_for_nothing_else_can_be_mended_by_a_replacement() {
        assertThat(KubernetesProblems.immutableFields(refused("field is immutable", "field is immutable")))
                .containsExactly("spec.field0", "spec.field1");
        assertThat(KubernetesProblems.immutableFields(refused("field is immutable", "must be greater than 0")))
                .isEmpty();
        assertThat(KubernetesProblems.immutableFields(refused("must be greater than 0")))
                .isEmpty();
    }

    private static KubernetesClientException refused(String... messages) {
        var details = new StatusDetailsBuilder();
        for (var i = 0; i < messages.length; i++) {
            details.addNewCause("spec.field" + i, messages[i], "FieldValueInvalid");
        }
        var status =
                new StatusBuilder().withCode(422).withDetails(details.build()).build();
        return new KubernetesClientException("failed", 422, status);
    }

    @Test
    void what_is_no_error_of_the_client_is_none_of_its_problems() {
        assertThat(KubernetesProblems.of(new IllegalStateException())).isNull();
    }
}
