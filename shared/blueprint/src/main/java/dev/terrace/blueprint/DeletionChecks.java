package dev.terrace.blueprint;

import dev.terrace.platform.Deletion.Policy;
import dev.terrace.platform.Platform;
import dev.terrace.platform.Registry.Encryption;
import java.util.Locale;

/** What becomes of data must fit what becomes of the keys that it is encrypted by. */
final class DeletionChecks {
    private DeletionChecks() {}

    /** See docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html: data without its key is lost. */
    static void keysStayWithWhatTheyEncrypt(Platform platform, Report report) {
        var deletion = platform.deletion();
        if (deletion.keys() != Policy.DELETE) {
            return;
        }
        var postgres = platform.postgres();
        if (postgres != null && postgres.encryption() && deletion.database() != Policy.DELETE) {
            refuse("database", deletion.database(), report);
        }
        if (!platform.released().isEmpty()
                && platform.registry().encryption() == Encryption.KMS
                && deletion.repositories() != Policy.DELETE) {
            refuse("repositories", deletion.repositories(), report);
        }
    }

    private static void refuse(String key, Policy policy, Report report) {
        report.add(
                Path.of("deletion", "keys"),
                "retain: what `%s: %s` keeps is encrypted, and nobody can read it without its key"
                        .formatted(key, policy.name().toLowerCase(Locale.ROOT)),
                "Write `keys: retain`, or `%s: delete`.".formatted(key));
    }
}
