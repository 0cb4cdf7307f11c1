package dev.terrace.status;

import dev.terrace.aws.Aws;
import dev.terrace.aws.BadRequest;
import dev.terrace.aws.JsonFunction;
import dev.terrace.kubernetes.ClusterAccess;
import dev.terrace.kubernetes.ClusterLogin;
import dev.terrace.kubernetes.Ingresses;
import dev.terrace.kubernetes.KubernetesProblems;
import dev.terrace.report.StatusReport;
import dev.terrace.report.StatusRequest;
import dev.terrace.table.Release;
import dev.terrace.table.Releases;
import dev.terrace.table.Table;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Tells what runs of a platform, from the table and from the cluster; changes nothing. */
public final class StatusFunction extends JsonFunction<StatusRequest, StatusReport> {
    private final Releases releases;
    private final Function<String, ClusterAccess> login;

    public StatusFunction() {
        this(new Aws());
    }

    private StatusFunction(Aws aws) {
        this(Table.fromEnvironment(aws, Clock.systemUTC()).releases(), new ClusterLogin(aws)::open);
    }

    /** @param login from the name of an EKS cluster */
    StatusFunction(Releases releases, Function<String, ClusterAccess> login) {
        super(StatusRequest.class);
        this.releases = releases;
        this.login = login;
    }

    @Override
    protected StatusReport handle(StatusRequest request, Remaining remaining) {
        var platform = request.platform();
        return switch (login.apply(platform)) {
            case ClusterAccess.Open(var client) -> ask(client, request);
            case ClusterAccess.Absent _ ->
                nothingKnown(request, "There is no cluster %s: apply the platform's blueprint.".formatted(platform));
            case ClusterAccess.NotReady(var status) ->
                nothingKnown(request, "The cluster %s is not ready: it is %s.".formatted(platform, status));
        };
    }

    private StatusReport ask(KubernetesClient client, StatusRequest request) {
        try {
            return running(
                    new RunningWorkloads(client, request.platform(), releases.current(request.platform())), request);
        } catch (KubernetesClientException e) {
            var problem = KubernetesProblems.of(e).sentence();
            log.warn("the cluster did not answer: {}", problem);
            return nothingKnown(request, problem);
        }
    }

    private StatusReport running(RunningWorkloads running, StatusRequest request) {
        var deployments = running.deployments();
        if (deployments.isEmpty()) {
            return nothingKnown(
                    request, "The cluster runs nothing of %s: apply its blueprint.".formatted(request.platform()));
        }
        var ingresses = deployments.stream()
                .map(it -> it.getMetadata().getNamespace())
                .distinct()
                .flatMap(namespace -> running.ingresses(namespace).stream())
                .toList();
        var messages = new ArrayList<String>();
        running.withoutAddress(ingresses).ifPresent(messages::add);
        return new StatusReport(
                request.platform(),
                deployments.stream().map(running::component).toList(),
                jobs(running, messages),
                ingresses.stream()
                        .flatMap(it -> Ingresses.address(it).stream())
                        .findFirst()
                        .orElse(null),
                latest(request),
                String.join("; ", messages));
    }

    /** Where an earlier version has applied the platform, they may not be listed: that hides nothing else. */
    private static List<StatusReport.Job> jobs(RunningWorkloads running, List<String> messages) {
        try {
            return running.cronJobs().stream().map(running::job).toList();
        } catch (KubernetesClientException refused) {
            if (refused.getCode() != HttpURLConnection.HTTP_FORBIDDEN) {
                throw refused;
            }
            messages.add("jobs are not shown before the next apply, which lets them be listed");
            return List.of();
        }
    }

    private StatusReport nothingKnown(StatusRequest request, String message) {
        return new StatusReport(request.platform(), List.of(), List.of(), null, latest(request), message);
    }

    private List<StatusReport.Release> latest(StatusRequest request) {
        return releases.list(request.platform(), request.releases()).stream()
                .map(StatusFunction::told)
                .toList();
    }

    private static StatusReport.Release told(Release release) {
        var image = release.image();
        return new StatusReport.Release(
                image.component(),
                image.version(),
                image.digest(),
                release.status().name(),
                release.id(),
                release.started(),
                release.ended(),
                release.reason());
    }

    @Override
    protected Map<String, String> correlation(StatusRequest request) {
        return Map.of("platform", BadRequest.required("platform", request.platform()));
    }
}
