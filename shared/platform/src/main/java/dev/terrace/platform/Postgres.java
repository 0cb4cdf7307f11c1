package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * An RDS for PostgreSQL instance. Its master password is made and rotated by RDS, in Secrets Manager.
 *
 * @param instanceClass e.g. {@code db.t3.micro}
 * @param database the name of the database that is created with the instance
 * @param username the master user
 * @param multiAz whether a standby in another zone takes over
 * @param storageGib what is allocated at first; 20 to 65536 for gp3
 * @param maxStorageGib up to where RDS grows the storage by itself; null when it does not
 * @param encryption whether storage is encrypted, by a KMS key of the platform
 * @param maintenanceWindow UTC, {@code mon:04:00-mon:05:00}; null when RDS chooses
 * @param monitoringIntervalSeconds of Enhanced Monitoring: 1, 5, 10, 15, 30 or 60; 0 is off
 * @param logs which logs go to CloudWatch
 * @param parameters of the parameter group, as RDS names them
 */
public record Postgres(
        VersionWish version,
        String instanceClass,
        String database,
        String username,
        boolean multiAz,
        int storageGib,
        Integer maxStorageGib,
        StorageType storageType,
        boolean encryption,
        Backup backup,
        String maintenanceWindow,
        int monitoringIntervalSeconds,
        boolean performanceInsights,
        List<Log> logs,
        boolean deletionProtection,
        Map<String, String> parameters) {

    /** The port that every instance listens on. */
    public static final int PORT = 5432;

    public Postgres {
        logs = Ordered.list(logs);
        parameters = Ordered.map(parameters);
    }

    public enum StorageType {
        @JsonProperty("gp2")
        GP2,
        @JsonProperty("gp3")
        GP3
    }

    public enum Log {
        @JsonProperty("postgresql")
        POSTGRESQL,
        @JsonProperty("upgrade")
        UPGRADE
    }

    /**
     * Automated backups, which also allow recovery to a point in time.
     *
     * @param retentionDays 0 to 35; 0 is off
     * @param window UTC, {@code 03:00-04:00}; null when RDS chooses
     */
    public record Backup(int retentionDays, String window) {}
}
