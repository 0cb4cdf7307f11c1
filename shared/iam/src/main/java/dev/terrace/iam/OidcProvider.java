package dev.terrace.iam;

import dev.terrace.aws.AwsProblems;
import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.ModelTags;
import dev.terrace.mapping.SpecReader;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;

/**
 * An OpenID Connect provider whose tokens IAM trusts, such as that of an EKS cluster. {@code Ref} and {@code Arn} are its ARN;
 * {@code Issuer} is its URL without the scheme, as the condition keys of a trust policy begin. IAM gets the thumbprint of the
 * issuer's certificate by itself.
 *
 * @param url the issuer, with {@code https://}
 * @param clientIdList the audiences, e.g. {@code sts.amazonaws.com}
 */
@AwsType("AWS::IAM::OIDCProvider")
public record OidcProvider(@CreateOnly String url, Set<String> clientIdList) {
    public OidcProvider {
        clientIdList = Set.copyOf(clientIdList);
    }

    private static final String SCHEME = "https://";

    /** IAM takes the URL with its scheme, and gives it back without. */
    private static final SpecReader<GetOpenIdConnectProviderResponse, OidcProvider> READER = SpecReader.of(
                    OidcProvider.class, GetOpenIdConnectProviderResponse.builder())
            .with("url", provider -> SCHEME + issuer(provider.url()));

    public static ResourceType<OidcProvider> type(IamClient iam, Home home) {
        var ownership = new Ownership(home);
        var providers = new Providers(iam, home, ownership);
        return PlainType.of(READER)
                .list(_ -> providers.all())
                .name((owner, provider) -> ownership.here(provider).flatMap(tags -> Tags.nameFor(owner, tags)))
                .id(provider -> arn(home, provider.url()))
                .attribute("Arn", provider -> arn(home, provider.url()))
                .attribute("Issuer", provider -> issuer(provider.url()))
                // Unless the issuer itself is not known yet.
                .foreseen((_, wanted) -> wanted.url.startsWith(SCHEME)
                        ? new Result.Output(
                                arn(home, wanted.url),
                                Map.of("Arn", arn(home, wanted.url), "Issuer", issuer(wanted.url)))
                        : null)
                .unique("url")
                .tagging(ownership::tag)
                .rename((found, key) -> providers.tag(key, found.id()))
                .create(
                        CreateOpenIdConnectProviderRequest::builder,
                        (request, key, spec) -> providers.createOrTake(request.build(), key, spec))
                .change(
                        "clientIdList",
                        (found, spec) -> providers.setClients(found.id(), found.spec().clientIdList, spec.clientIdList))
                .delete(found ->
                        iam.deleteOpenIDConnectProvider(request -> request.openIDConnectProviderArn(found.id())));
    }

    private static String issuer(String url) {
        return url.replaceFirst("^https?://", "");
    }

    private static String arn(Home home, String url) {
        return home.globalArn("iam", "oidc-provider/" + issuer(url));
    }

    private record Providers(IamClient iam, Home home, Ownership ownership) {

        /** The list has no tags and no filter, so that each provider is asked; an account has one per cluster. */
        Stream<GetOpenIdConnectProviderResponse> all() {
            return iam.listOpenIDConnectProviders().openIDConnectProviderList().stream()
                    .flatMap(listed -> AwsProblems.present(() -> get(listed.arn())).stream());
        }

        private GetOpenIdConnectProviderResponse get(String arn) {
            return iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn));
        }

        void tag(Key key, String arn) {
            iam.tagOpenIDConnectProvider(request -> ownership.tag(request.openIDConnectProviderArn(arn), key));
        }

        /**
         * An account has one provider per issuer. Whoever made it, by hand or with eksctl, made it for the very issuer that the
         * platform has declared, which for a cluster means the platform's own cluster: so one that is nobody's is taken, and goes
         * when its issuer does, since a trust that outlives its issuer is of no use to anybody.
         */
        GetOpenIdConnectProviderResponse createOrTake(
                CreateOpenIdConnectProviderRequest request, Key key, OidcProvider spec) {
            try {
                iam.createOpenIDConnectProvider(request);
            } catch (EntityAlreadyExistsException e) {
                var arn = arn(home, spec.url);
                var provider = get(arn);
                if (ModelTags.of(provider).containsKey(Owner.PLATFORM_TAG)) {
                    throw ownership.alreadyThere(key, provider, e);
                }
                tag(key, arn);
                setClients(arn, provider.clientIDList(), spec.clientIdList);
            }
            return GetOpenIdConnectProviderResponse.builder().url(spec.url).build();
        }

        void setClients(String arn, Collection<String> present, Set<String> wanted) {
            var clients = Difference.between(present, wanted);
            clients.missing()
                    .forEach(client -> iam.addClientIDToOpenIDConnectProvider(
                            request -> request.openIDConnectProviderArn(arn).clientID(client)));
            clients.surplus()
                    .forEach(client -> iam.removeClientIDFromOpenIDConnectProvider(
                            request -> request.openIDConnectProviderArn(arn).clientID(client)));
        }
    }
}
