package dev.terrace.iam;

import dev.terrace.aws.Home;
import dev.terrace.aws.PlainType;
import dev.terrace.aws.Tags;
import dev.terrace.engine.AwsType;
import dev.terrace.engine.CreateOnly;
import dev.terrace.engine.Difference;
import dev.terrace.engine.Found;
import dev.terrace.engine.Key;
import dev.terrace.engine.Owner;
import dev.terrace.engine.ResourceType;
import dev.terrace.engine.Result;
import dev.terrace.mapping.SpecReader;
import dev.terrace.mapping.SpecWriter;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.CreateOpenIdConnectProviderRequest;
import software.amazon.awssdk.services.iam.model.EntityAlreadyExistsException;
import software.amazon.awssdk.services.iam.model.GetOpenIdConnectProviderResponse;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;

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

    private static final SpecWriter<OidcProvider, CreateOpenIdConnectProviderRequest.Builder> CREATION =
            SpecWriter.creating(OidcProvider.class, CreateOpenIdConnectProviderRequest.builder());

    public static ResourceType<OidcProvider> type(IamClient iam, Home home) {
        var providers = new Providers(iam, home, new Ownership(home));
        return PlainType.of(READER)
                .find(providers::find)
                // Unless the issuer itself is not known yet.
                .foreseen((_, wanted) -> wanted.url.startsWith(SCHEME)
                        ? new Result.Output(wanted.arn(home), attributes(wanted.arn(home), wanted))
                        : null)
                .excludes((wanted, other) -> wanted.url.equals(other.url))
                .rename((found, key) -> providers.tag(key, found.id()))
                .create(providers::createOrTake)
                .change("clientIdList", (found, spec) -> providers.setClients(found, spec))
                .delete(found ->
                        iam.deleteOpenIDConnectProvider(request -> request.openIDConnectProviderArn(found.id())));
    }

    private static String issuer(String url) {
        return url.replaceFirst("^https?://", "");
    }

    private String arn(Home home) {
        return home.globalArn("iam", "oidc-provider/" + issuer(url));
    }

    private static Found<OidcProvider> found(String name, String arn, OidcProvider spec) {
        return Found.ready(name, arn, spec, attributes(arn, spec));
    }

    private static Map<String, String> attributes(String arn, OidcProvider spec) {
        return Map.of("Arn", arn, "Issuer", issuer(spec.url));
    }

    private record Providers(IamClient iam, Home home, Ownership ownership) {

        /** The list has no tags and no filter, so that each provider is asked; an account has one per cluster. */
        Stream<Found<OidcProvider>> find(Owner owner) {
            return iam.listOpenIDConnectProviders().openIDConnectProviderList().stream()
                    .flatMap(listed -> find(owner, listed.arn()));
        }

        private Stream<Found<OidcProvider>> find(Owner owner, String arn) {
            try {
                var provider = get(arn);
                return ownership
                        .here(provider.tags())
                        .flatMap(here -> Tags.nameFor(owner, here))
                        .map(name -> found(name, arn, READER.read(provider)))
                        .stream();
            } catch (NoSuchEntityException _) {
                // Deleted since it was listed.
                return Stream.empty();
            }
        }

        private GetOpenIdConnectProviderResponse get(String arn) {
            return iam.getOpenIDConnectProvider(request -> request.openIDConnectProviderArn(arn));
        }

        void tag(Key key, String arn) {
            iam.tagOpenIDConnectProvider(
                    request -> request.openIDConnectProviderArn(arn).tags(ownership.tags(key)));
        }

        /**
         * An account has one provider per issuer. Whoever made it, by hand or with eksctl, made it for the very issuer that the
         * platform has declared, which for a cluster means the platform's own cluster: so one that is nobody's is taken, and goes
         * when its issuer does, since a trust that outlives its issuer is of no use to anybody.
         */
        Found<OidcProvider> createOrTake(Key key, OidcProvider spec) {
            try {
                var created = iam.createOpenIDConnectProvider(
                        request -> CREATION.fill(request, spec).tags(ownership.tags(key)));
                return found(key.name(), created.openIDConnectProviderArn(), spec);
            } catch (EntityAlreadyExistsException e) {
                var arn = spec.arn(home);
                var provider = get(arn);
                if (provider.tags().stream().anyMatch(tag -> tag.key().equals(Owner.PLATFORM_TAG))) {
                    throw ownership.alreadyThere(key, provider.tags(), e);
                }
                tag(key, arn);
                var taken = found(key.name(), arn, READER.read(provider));
                setClients(taken, spec);
                return taken.with(spec);
            }
        }

        void setClients(Found<OidcProvider> found, OidcProvider spec) {
            var clients = Difference.between(found.spec().clientIdList, spec.clientIdList);
            clients.missing()
                    .forEach(client -> iam.addClientIDToOpenIDConnectProvider(request ->
                            request.openIDConnectProviderArn(found.id()).clientID(client)));
            clients.surplus()
                    .forEach(client -> iam.removeClientIDFromOpenIDConnectProvider(request ->
                            request.openIDConnectProviderArn(found.id()).clientID(client)));
        }
    }
}
