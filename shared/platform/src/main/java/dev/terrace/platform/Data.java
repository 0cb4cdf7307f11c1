package dev.terrace.platform;

/**
 * The platform's stores.
 *
 * @param postgres null when there is none
 */
public record Data(Postgres postgres) {}
