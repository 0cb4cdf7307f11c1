package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Whom pods may open connections to, written {@code smtp.example.com:587}, {@code 203.0.113.0/24:443} or {@code *:443}.
 *
 * <p>A NetworkPolicy knows addresses and ports, and no host names: of a name only the port counts, and whoever reads the policy finds
 * the port open to every address outside the VPC.
 *
 * @param host a host name, a block of addresses, or {@code *} for all
 * @param port 1 to 65535, TCP
 */
public record Egress(String host, int port) {

    /** @throws IllegalArgumentException when it has no port at its end */
    @JsonCreator
    public static Egress of(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"%s\" is no host:port".formatted(text));
        }
        return new Egress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Whether it is a block of addresses, to which connections can be restricted. */
    public boolean isBlock() {
        return host.indexOf('/') > 0;
    }

    @JsonValue
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
