package dev.rbdgate.rbd.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class StriperTest {

    private static final long MIB = 1 << 20;

    @Test
    void theFirstMebibyteOfFourStripesTouchesFourObjects() {
        Striper striper = new Striper(MIB, 64 << 10, 4);
        assertThat(striper.objects(64 * MIB)).isEqualTo(64);
        Set<Long> touched = new TreeSet<>();
        striper.forEachObject(
                0,
                MIB,
                (object, offset, length) -> {
                    touched.add(object);
                    assertThat(offset).isZero();
                    assertThat(length).isEqualTo(256 << 10);
                });
        assertThat(touched).containsExactly(0L, 1L, 2L, 3L);
    }

    @Test
    void withoutStripingAnObjectFollowsTheOther() {
        Striper striper = new Striper(4 * MIB, 512, 1);
        assertThat(striper.stripeUnit()).isEqualTo(4 * MIB);
        assertThat(striper.object(9 * MIB)).isEqualTo(2);
        assertThat(striper.objectOffset(9 * MIB)).isEqualTo(MIB);
        assertThat(striper.objects(100 * MIB)).isEqualTo(25);
        assertThat(striper.objects(100 * MIB + 1)).isEqualTo(26);
        assertThat(striper.objects(0)).isZero();
    }

    @Test
    void anImageOfLessThanAStripeHasFewerObjects() {
        Striper striper = new Striper(MIB, 64 << 10, 4);
        assertThat(striper.objects(1)).isEqualTo(1);
        assertThat(striper.objects((64 << 10) + 1)).isEqualTo(2);
        assertThat(striper.objects(4 * MIB + (128 << 10))).isEqualTo(4 + 2);
    }

    @Test
    void unitsThatDoNotDivideTheObjectAreRefused() {
        assertThatThrownBy(() -> new Striper(4096, 3000, 2))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void forwardAndInverseAgreeAndExtentsCoverEveryByteOnce() {
        Random random = Seed.random();
        for (int round = 0; round < 300; round++) {
            long objectBytes = 1L << (2 + random.nextInt(5));
            long unit = objectBytes >> random.nextInt(3);
            Striper striper = new Striper(objectBytes, unit, 1 + random.nextInt(5));
            int size = 1 + random.nextInt(600);
            long objects = striper.objects(size);
            byte[][] seen = new byte[(int) objects][(int) objectBytes];
            long highest = -1;
            for (long at = 0; at < size; at++) {
                long object = striper.object(at);
                long offset = striper.objectOffset(at);
                highest = Math.max(highest, object);
                assertThat(striper.imageOffset(object, offset)).isEqualTo(at);
                assertThat(seen[(int) object][(int) offset]++).isZero();
                assertThat(striper.bytesBefore(object, at)).isEqualTo(offset);
            }
            assertThat(highest).as("%s of %d", striper, size).isEqualTo(objects - 1);
            int from = random.nextInt(size);
            int length = random.nextInt(size - from + 1);
            byte[] covered = new byte[size];
            striper.forEachObject(
                    from,
                    length,
                    (object, offset, count) -> {
                        for (long i = offset; i < offset + count; i++) {
                            covered[(int) striper.imageOffset(object, i)]++;
                        }
                    });
            byte[] expected = new byte[size];
            Arrays.fill(expected, from, from + length, (byte) 1);
            assertThat(covered).as("%s %d+%d", striper, from, length).isEqualTo(expected);
        }
    }
}
