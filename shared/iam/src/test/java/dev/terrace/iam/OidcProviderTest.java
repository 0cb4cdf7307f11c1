package dev.terrace.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.terrace.aws.Home;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.engine.Unknown;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.AddClientIdToOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersRequest;
import software.amazon.awssdk.services.iam.model.ListOpenIdConnectProvidersResponse;
import software.amazon.awssdk.services.iam.model.OpenIDConnectProviderListEntry;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.RemoveClientIdFromOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.Tag;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.TagOpenIdConnectProviderResponse;

class OidcProviderTest {
    private static final Owner OWNER = new Owner("shop", "cluster", Map.of());
    private static final Key KEY = OWNER.key("oidc-provider");
    private static final OidcProvider SPEC =
            new OidcProvider("https://oidc.eks.us-east-1.amazonaws.com/id/ABC", Set.of("sts.amazonaws.com"));
    private static final String ARN = "arn:aws:iam::111122223333:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/ABC";

    private final Providers iam = new Providers();
    private final ResourceType<OidcProvider> type =
            OidcProvider.type(iam, new Home("aws", "us-east-1", "111122223333"));

    @Test
    void what_is_foreseen_is_what_is_made() {
        var created = type.create(KEY, SPEC);

        assertThat(type.foreseen(KEY, SPEC)).isEqualTo(new Result.Output(created.id(), created.attributes()));
        assertThat(type.foreseen(KEY, new OidcProvider(Unknown.MARK, Set.of()))).isNull();
    }

    @Test
    void one_that_somebody_made_for_the_same_issuer_is_taken_with_what_it_lacks() {
        iam.make(SPEC.url(), List.of("theirs"), Map.of("alpha.eksctl.io/cluster-name", "shop"));
        assertThat(type.find(OWNER)).isEmpty();

        var created = type.create(KEY, SPEC);

        assertThat(created.id()).isEqualTo(ARN);
        var found = type.find(OWNER).getFirst();
        assertThat(found.name()).isEqualTo("oidc-provider");
        assertThat(found.spec().clientIdList()).contains("sts.amazonaws.com");
    }

    @Test
    void one_of_another_platform_is_left_alone() {
        iam.make(
                SPEC.url(),
                List.of(),
                new Owner("other", "cluster", Map.of()).key("oidc-provider").tags());

        assertThatThrownBy(() -> type.create(KEY, SPEC)).hasMessageContaining("of the platform other");
        assertThat(type.find(OWNER)).isEmpty();
    }

    @Test
    void one_of_a_platform_by_the_same_name_in_another_region_is_not_seen() {
        type.create(KEY, SPEC);

        assertThat(type.find(OWNER)).hasSize(1);
        assertThat(OidcProvider.type(iam, new Home("aws", "eu-west-1", "111122223333"))
                        .find(OWNER))
                .isEmpty();
    }

    @Test
    void one_that_lost_its_name_is_the_only_one_that_can_have_the_issuer_and_gets_it_back() {
        type.create(KEY, SPEC);
        iam.tags.get(ARN).remove(Owner.RESOURCE_TAG);

        var found = type.find(OWNER).getFirst();
        assertThat(found.name()).isEmpty();
        assertThat(type.excludes(SPEC, found.spec())).isTrue();
        type.rename(KEY, found);

        assertThat(type.find(OWNER).getFirst().name()).isEqualTo("oidc-provider");
    }

    /** The part of IAM that keeps identity providers. */
    private static final class Providers implements IamClient {
        final Map<String, Map<String, String>> tags = new TreeMap<>();
        final Map<String, List<String>> clients = new HashMap<>();

        void make(String url, List<String> audiences, Map<String, String> its) {
            var arn = "arn:aws:iam::111122223333:oidc-provider/" + url.replace("https://", "");
            if (tags.putIfAbsent(arn, new HashMap<>(its)) != null) {
                throw EntityAlreadyExistsException.builder()
                        .message("it exists")
                        .build();
            }
            clients.put(arn, new ArrayList<>(audiences));
        }

        @Override
        public CreateOpenIdConnectProviderResponse createOpenIDConnectProvider(
                CreateOpenIdConnectProviderRequest request) {
            var its = new HashMap<String, String>();
            request.tags().forEach(tag -> its.put(tag.key(), tag.value()));
            make(request.url(), request.clientIDList(), its);
            return CreateOpenIdConnectProviderResponse.builder()
                    .openIDConnectProviderArn(ARN)
                    .build();
        }

        @Override
        public ListOpenIdConnectProvidersResponse listOpenIDConnectProviders(
                ListOpenIdConnectProvidersRequest request) {
            return ListOpenIdConnectProvidersResponse.builder()
                    .openIDConnectProviderList(tags.keySet().stream()
                            .map(arn -> OpenIDConnectProviderListEntry.builder()
                                    .arn(arn)
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public GetOpenIdConnectProviderResponse getOpenIDConnectProvider(GetOpenIdConnectProviderRequest request) {
            var arn = request.openIDConnectProviderArn();
            return GetOpenIdConnectProviderResponse.builder()
                    .url(arn.substring(arn.indexOf("/") + 1))
                    .clientIDList(clients.get(arn))
                    .tags(tags.get(arn).entrySet().stream()
                            .map(tag -> Tag.builder()
                                    .key(tag.getKey())
                                    .value(tag.getValue())
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public AddClientIdToOpenIdConnectProviderResponse addClientIDToOpenIDConnectProvider(
                AddClientIdToOpenIdConnectProviderRequest request) {
            clients.get(request.openIDConnectProviderArn()).add(request.clientID());
            return AddClientIdToOpenIdConnectProviderResponse.builder().build();
        }

        @Override
        public RemoveClientIdFromOpenIdConnectProviderResponse removeClientIDFromOpenIDConnectProvider(
                RemoveClientIdFromOpenIdConnectProviderRequest request) {
            clients.get(request.openIDConnectProviderArn()).remove(request.clientID());
            return RemoveClientIdFromOpenIdConnectProviderResponse.builder().build();
        }

        @Override
        public TagOpenIdConnectProviderResponse tagOpenIDConnectProvider(TagOpenIdConnectProviderRequest request) {
            request.tags()
                    .forEach(tag -> tags.get(request.openIDConnectProviderArn()).put(tag.key(), tag.value()));
            return TagOpenIdConnectProviderResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
