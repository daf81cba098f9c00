package dev.rbdgate.rbd.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.image.Striper;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which parts of an image a transfer looks at. */
final class RangesTest {

    private static List<Range> all(Iterator<Range> ranges) {
        List<Range> all = new ArrayList<>();
        ranges.forEachRemaining(all::add);
        return all;
    }

    private static List<Range> union(List<Range> a, List<Range> b) {
        return all(new UnionOfRanges(a.iterator(), b.iterator()));
    }

    @Test
    void aUnionHasEachByteOnceAndInOrder() {
        assertThat(union(List.of(), List.of())).isEmpty();
        assertThat(union(List.of(new Range(5, 5)), List.of())).containsExactly(new Range(5, 5));
        assertThat(union(List.of(new Range(5, 5)), List.of(new Range(0, 5), new Range(20, 1))))
                .containsExactly(new Range(0, 10), new Range(20, 1));
        assertThat(
                        union(
                                List.of(new Range(0, 100), new Range(200, 10)),
                                List.of(new Range(10, 5), new Range(90, 30), new Range(205, 1))))
                .containsExactly(new Range(0, 120), new Range(200, 10));
    }

    @Test
    void aLongUnionIsAnsweredInParts() {
        long gib = 1L << 30;
        List<Range> first = new ArrayList<>();
        for (long at = 0; at < 4 * gib; at += gib / 4) {
            first.add(new Range(at, gib / 4));
        }
        assertThat(union(first, List.of(new Range(gib / 8, 4 * gib))))
                .first()
                .extracting(Range::byteOffset)
                .isEqualTo(0L);
        List<Range> parts = union(first, List.of(new Range(gib / 2 + 5, gib)));
        assertThat(parts).hasSizeGreaterThan(1);
        long at = 0;
        for (Range part : parts) {
            assertThat(part.byteOffset()).isEqualTo(at);
            at = part.end();
        }
        assertThat(at).isEqualTo(4 * gib);
    }

    @Test
    void objectsBecomeThePartsThatLieOnThem() {
        Random random = new Random(3);
        for (Striper striper :
                List.of(
                        new Striper(4096, 4096, 1),
                        new Striper(8192, 1024, 3),
                        new Striper(4096, 512, 7))) {
            for (int round = 0; round < 50; round++) {
                long sizeBytes = 512L * (1 + random.nextInt(200));
                BitSet objects = new BitSet();
                for (int i = random.nextInt(6); i > 0; i--) {
                    objects.set(random.nextInt(40));
                }
                boolean[] wanted = new boolean[(int) sizeBytes];
                for (Range range : all(new ObjectRanges(striper, objects, sizeBytes))) {
                    for (long at = range.byteOffset(); at < range.end(); at++) {
                        assertThat(wanted[(int) at]).isFalse();
                        wanted[(int) at] = true;
                    }
                }
                for (int at = 0; at < sizeBytes; at += 512) {
                    assertThat(wanted[at])
                            .as("byte %d of %d on %s of %s", at, sizeBytes, objects, striper)
                            .isEqualTo(objects.get((int) striper.object(at)));
                }
            }
        }
    }
}
