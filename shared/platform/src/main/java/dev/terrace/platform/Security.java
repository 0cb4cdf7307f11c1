package dev.terrace.platform;

/**
 * The platform's KMS keys.
 *
 * @param keyRotation whether KMS makes new key material every year
 */
public record Security(boolean keyRotation) {}
