package dev.rbdgate.rbd.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BitVectorTest {

    /** Read from a Ceph 16.2.15 cluster: 25 objects. */
    private static final byte[] STORED =
            HexFormat.of()
                    .parseHex(
                            ("0e000000 010108000000 1900000000000000 51451444000000 0c000000"
                                            + "1bcac665 01000000 e667cd62")
                                    .replace(" ", ""));

    @Test
    void readsAndWritesWhatCephStored() {
        BitVector vector = BitVector.decode(new Decoder(STORED));
        assertThat(vector.size()).isEqualTo(25);
        for (int object = 0; object < 25; object++) {
            boolean present =
                    switch (object) {
                        case 0, 1, 3, 4, 6, 7, 9, 10, 12, 14 -> true;
                        default -> false;
                    };
            assertThat(vector.get(object)).as("object %d", object).isEqualTo(present ? 1 : 0);
        }
        assertThat(vector.toStored()).isEqualTo(STORED);
    }

    @Test
    void aReplyHasAnEmptyFooter() {
        BitVector vector = BitVector.decode(new Decoder(STORED));
        byte[] reply = vector.toReply();
        assertThat(reply).hasSize(18 + 7 + 4).endsWith(0, 0, 0, 0);
        assertThat(BitVector.decode(new Decoder(reply))).isEqualTo(vector);
    }

    @Test
    void anEmptyMapHasZeroChecksums() {
        assertThat(HexFormat.of().formatHex(new BitVector(25).toStored()))
                .endsWith("00000000000000" + "0c000000" + "1bcac665" + "01000000" + "00000000");
        assertThat(BitVector.decode(new Decoder(new BitVector(0).toStored())).size()).isZero();
    }

    @Test
    void everyChangedBitIsNoticed() {
        for (int at = 4; at < STORED.length; at++) {
            byte[] changed = STORED.clone();
            changed[at] ^= 0x10;
            assertThatThrownBy(() -> BitVector.decode(new Decoder(changed)))
                    .as("byte %d", at)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void sizesBeyondTheLimitAreRefused() {
        assertThatThrownBy(() -> new BitVector(BitVector.MAX_SIZE + 1))
                .isInstanceOf(MalformedException.class);
        byte[] huge =
                Encoder.bytes(
                        e -> e.blob(Encoder.bytes(h -> h.envelope(1, 1, c -> c.u64(1L << 62)))));
        assertThatThrownBy(() -> BitVector.decode(new Decoder(huge)))
                .isInstanceOf(MalformedException.class);
    }

    @Test
    void keepsStatesThroughResizesAndBlocks() {
        Random random = new Random(3);
        BitVector vector = new BitVector(40_000);
        int[] model = new int[50_001];
        for (int i = 0; i < 40_000; i++) {
            model[i] = random.nextInt(4);
            vector.set(i, model[i]);
        }
        vector.resize(50_001, 2);
        java.util.Arrays.fill(model, 40_000, 50_001, 2);
        BitVector read = BitVector.decode(new Decoder(vector.toStored()));
        for (int i = 0; i < model.length; i++) {
            assertThat(read.get(i)).isEqualTo(model[i]);
        }
        read.resize(39_997, 0);
        assertThat(read.size()).isEqualTo(39_997);
        for (int i = 0; i < 39_997; i++) {
            assertThat(read.get(i)).isEqualTo(model[i]);
        }
        assertThat(BitVector.decode(new Decoder(read.toStored()))).isEqualTo(read);
        read.resize(40_000, 0);
        assertThat(read.get(39_999)).isZero();
        assertThat(read.copy()).isEqualTo(read).hasSameHashCodeAs(read);
    }
}
