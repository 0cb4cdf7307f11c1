package dev.terrace.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0",
                "10.0.0.0/",
                "10.0.0/24",
                "256.0.0.0/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "010.0.0.0/8",
                "10.00.0.0/8",
                "10.0.0.0/08",
                "::/0",
                "a/8"
            })
    void is_not_read_from_what_is_no_block(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/16,10.0.255.0/24,true,true",
        "10.0.0.0/16,10.0.0.0/16,true,true",
        "10.0.0.0/24,10.0.0.0/16,false,true",
        "10.0.0.0/24,10.0.1.0/24,false,false",
        "0.0.0.0/0,255.255.255.255/32,true,true",
        "10.0.0.0/25,10.0.0.128/25,false,false",
    })
    void contains_and_overlaps(String left, String right, boolean contains, boolean overlaps) {
        assertThat(cidr(left).contains(cidr(right))).isEqualTo(contains);
        assertThat(cidr(left).overlaps(cidr(right))).isEqualTo(overlaps);
    }

    @ParameterizedTest
    @CsvSource({
        "10.255.0.0/16,true",
        "172.16.0.0/12,true",
        "172.32.0.0/16,false",
        "192.168.0.0/15,false",
        "100.64.0.0/10,true",
        "8.8.8.0/24,false",
    })
    void knows_what_is_private(String block, boolean isPrivate) {
        assertThat(cidr(block).isPrivate()).isEqualTo(isPrivate);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8,false",
        "192.0.2.0/25,false",
        "198.51.100.7/32,false",
        "203.0.113.0/24,false",
        "203.0.112.0/23,true",
        "8.8.8.8/32,true",
        "0.0.0.0/0,true",
    })
    void knows_what_somebody_on_the_internet_may_have(String block, boolean isPublic) {
        assertThat(cidr(block).isPublic()).isEqualTo(isPublic);
    }

    @Test
    void obeys_the_laws_of_blocks() {
        var random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            var a = new Cidr(random.nextLong(1L << 32), random.nextInt(33));
            var b = new Cidr(random.nextLong(1L << 32), random.nextInt(33));
            assertThat(cidr(a.toString())).isEqualTo(a);
            assertThat(a.aligned().isAligned()).isTrue();
            assertThat(a.contains(a.aligned()) && a.aligned().contains(a)).isTrue();
            assertThat(a.overlaps(b)).isEqualTo(b.overlaps(a));
            // Of two blocks that overlap one contains the other.
            assertThat(a.overlaps(b)).isEqualTo(a.contains(b) || b.contains(a));
        }
    }

    private static Cidr cidr(String text) {
        return Cidr.parse(text).orElseThrow();
    }
}
