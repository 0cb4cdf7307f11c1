package dev.terrace.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eks.model.TagResourceRequest;

/** What only one in a cluster can have is known by that when its tags are lost, and gets them back. */
class ExclusiveTest {
    private static final Key KEY = new Owner("shop", "cluster", Map.of()).key("any");

    private final FakeEks eks = new FakeEks();
    private final Described described = new Described(eks.client(), "shop");

    @Test
    void a_cluster_has_an_add_on_once() {
        var type = Addon.type(described);

        assertThat(type.excludes(addon("coredns", "1.35"), addon("coredns", "1.34")))
                .isTrue();
        assertThat(type.excludes(addon("coredns", "1.34"), addon("kube-proxy", "1.34")))
                .isFalse();
        type.rename(KEY, Found.ready("", "shop|coredns", addon("coredns", "1.34"), Map.of("Arn", "arn:addon")));
        assertTagged("arn:addon");
    }

    @Test
    void a_principal_has_one_entry() {
        var type = AccessEntry.type(described);

        assertThat(type.excludes(entry("arn:ops", Set.of("a")), entry("arn:ops", Set.of())))
                .isTrue();
        assertThat(type.excludes(entry("arn:ops", Set.of()), entry("arn:dev", Set.of())))
                .isFalse();
        type.rename(
                KEY,
                Found.ready("", "arn:ops|shop", entry("arn:ops", Set.of()), Map.of("AccessEntryArn", "arn:entry")));
        assertTagged("arn:entry");
    }

    @Test
    void a_service_account_has_one_role() {
        var type = PodIdentityAssociation.type(described);

        assertThat(type.excludes(association("web", "arn:one"), association("web", "arn:other")))
                .isTrue();
        assertThat(type.excludes(association("web", "arn:one"), association("api", "arn:one")))
                .isFalse();
        type.rename(
                KEY,
                Found.ready(
                        "",
                        "arn:association",
                        association("web", "arn:one"),
                        Map.of("AssociationArn", "arn:association")));
        assertTagged("arn:association");
    }

    private void assertTagged(String arn) {
        assertThat(eks.requests(TagResourceRequest.class))
                .extracting(TagResourceRequest::resourceArn, TagResourceRequest::tags)
                .containsExactly(tuple(arn, KEY.tags()));
    }

    private static Addon addon(String name, String kubernetesVersion) {
        return new Addon("shop", name, "", null, kubernetesVersion);
    }

    private static AccessEntry entry(String principal, Set<String> groups) {
        return new AccessEntry("shop", principal, groups, Set.of());
    }

    private static PodIdentityAssociation association(String serviceAccount, String role) {
        return new PodIdentityAssociation("shop", "web", serviceAccount, role);
    }
}
