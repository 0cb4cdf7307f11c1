package dev.terrace.platform;

import java.util.List;
import java.util.Map;

/**
 * A container that runs to its end.
 *
 * @param schedule when it runs, as cron says it, in UTC; null for a job that runs before each release
 * @param deadlineSeconds after which it is ended
 */
public record Job(
        String image,
        List<String> command,
        List<String> args,
        String schedule,
        int deadlineSeconds,
        Resources resources,
        Map<String, String> env,
        List<Egress> egress,
        Placement placement,
        List<Permission> permissions)
        implements Workload {

    public Job {
        command = Ordered.list(command);
        args = Ordered.list(args);
        env = Ordered.map(env);
        egress = Ordered.list(egress);
        permissions = Ordered.list(permissions);
    }
}
