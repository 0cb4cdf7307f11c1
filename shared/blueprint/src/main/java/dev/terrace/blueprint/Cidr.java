package dev.terrace.blueprint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An IPv4 block.
 *
 * @param address the first address, as an unsigned number
 * @param prefix the length of the network's part, 0 to 32
 */
record Cidr(long address, int prefix) {
    static final String ANYWHERE = "0.0.0.0/0";

    /** The same, as a block. */
    static final Cidr ALL = new Cidr(0, 0);

    /** The longest prefix that a VPC or a subnet may have. */
    static final int SMALLEST = 28;

    private static final String OCTET = "(0|[1-9]\\d{0,2})";

    /** A number that begins with a 0 is octal to some, decimal to others, and refused by AWS. */
    private static final Pattern SYNTAX =
            Pattern.compile(String.join("\\.", OCTET, OCTET, OCTET, OCTET) + "/(0|[1-9]\\d?)");

    /** RFC 1918 and RFC 6598: what a VPC should use, since the internet does not. */
    private static final List<Cidr> PRIVATE =
            List.of(cidr("10.0.0.0/8"), cidr("172.16.0.0/12"), cidr("192.168.0.0/16"), cidr("100.64.0.0/10"));

    /** RFC 5737: what stands in examples, and is nobody's. */
    private static final List<Cidr> DOCUMENTATION =
            List.of(cidr("192.0.2.0/24"), cidr("198.51.100.0/24"), cidr("203.0.113.0/24"));

    /** The block, if the text is one; addresses behind the prefix are kept, see {@link #isAligned}. */
    static Optional<Cidr> parse(String text) {
        var match = SYNTAX.matcher(text);
        if (!match.matches()) {
            return Optional.empty();
        }
        long address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(match.group(i));
            if (octet > 255) {
                return Optional.empty();
            }
            address = address << 8 | octet;
        }
        int prefix = Integer.parseInt(match.group(5));
        return prefix > 32 ? Optional.empty() : Optional.of(new Cidr(address, prefix));
    }

    private static Cidr cidr(String text) {
        return parse(text).orElseThrow();
    }

    /** Whether it begins where a block of its size can begin. */
    boolean isAligned() {
        return address % size() == 0;
    }

    /** The block of this size that the address is in. */
    Cidr aligned() {
        return new Cidr(address - address % size(), prefix);
    }

    boolean isPrivate() {
        return isIn(PRIVATE);
    }

    /** Whether somebody on the internet may have its addresses. */
    boolean isPublic() {
        return !isPrivate() && !isIn(DOCUMENTATION);
    }

    private boolean isIn(List<Cidr> blocks) {
        return blocks.stream().anyMatch(block -> block.contains(this));
    }

    boolean contains(Cidr other) {
        return first() <= other.first() && other.last() <= last();
    }

    boolean overlaps(Cidr other) {
        return first() <= other.last() && other.first() <= last();
    }

    /** One of the parts into which it falls when its prefix grows by some bits, the first being 0. */
    Cidr part(int number, int bits) {
        int longer = prefix + bits;
        return new Cidr(address + ((long) number << (32 - longer)), longer);
    }

    Cidr firstAddress() {
        return new Cidr(first(), 32);
    }

    private long first() {
        return aligned().address;
    }

    private long last() {
        return first() + size() - 1;
    }

    private long size() {
        return 1L << (32 - prefix);
    }

    @Override
    public String toString() {
        return "%d.%d.%d.%d/%d"
                .formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, prefix);
    }
}
