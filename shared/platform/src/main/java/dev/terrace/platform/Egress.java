package dev.terrace.platform;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whom pods may open connections to, written {@code smtp.example.com:587}, {@code 203.0.113.7:5432}, {@code 203.0.113.0/24:443} or
 * {@code *:443}.
 *
 * <p>A NetworkPolicy knows addresses and ports, and no host names: of a name only the port counts, and whoever reads the policy finds
 * the port open to every address outside the VPC.
 *
 * @param host a host name, an address or a block of addresses, or {@code *} for all
 * @param port 1 to 65535, TCP
 */
public record Egress(String host, int port) {
    /** Of numbers alone: no domain of the internet ends in one. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");

    private static final String ALL = "*";
    private static final String ANYWHERE = "0.0.0.0/0";

    /** @throws IllegalArgumentException when it has no port at its end */
    @JsonCreator
    public static Egress of(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("\"%s\" is no host:port".formatted(text));
        }
        return new Egress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** The block of addresses to which connections can be restricted, an address alone being one; empty for a name, and for all. */
    public Optional<String> block() {
        if (host.indexOf('/') > 0) {
            return Optional.of(host);
        }
        return NUMBERS.matcher(host).matches() ? Optional.of(host + "/32") : Optional.empty();
    }

    /** What a rule about addresses can hold of it: a block and the port, or else the port alone. */
    public Egress held() {
        return new Egress(block().filter(block -> !block.equals(ANYWHERE)).orElse(ALL), port);
    }

    @JsonValue
    @Override
    public String toString() {
        return host + ":" + port;
    }
}
