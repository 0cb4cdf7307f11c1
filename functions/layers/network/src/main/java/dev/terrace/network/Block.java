package dev.terrace.network;

/**
 * The addresses of a block such as {@code 10.0.64.0/20}, as unsigned numbers.
 *
 * @param last the last one that is in it
 */
record Block(long first, long last) {

    static Block of(String cidr) {
        var parts = cidr.split("[./]");
        long address = 0;
        for (int i = 0; i < 4; i++) {
            address = address << 8 | Integer.parseInt(parts[i]);
        }
        long size = 1L << (32 - Integer.parseInt(parts[4]));
        long first = address - address % size;
        return new Block(first, first + size - 1);
    }

    boolean overlaps(Block other) {
        return first <= other.last && other.first <= last;
    }
}
