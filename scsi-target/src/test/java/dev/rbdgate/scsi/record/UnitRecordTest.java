package dev.rbdgate.scsi.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.LogicalUnitState;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class UnitRecordTest {

    @Test
    void hasItsDocumentedBytes() {
        UnitRecord record =
                UnitRecord.EMPTY
                        .with(UnitSection.MODE_PAGES, new byte[] {7})
                        .with(UnitSection.RESERVATIONS, new byte[] {1, 2});

        assertThat(record.encode())
                .isEqualTo(
                        sealed(
                                "524244472d4c55 01 0002"
                                        + "0001 00000002 0102"
                                        + "0002 00000001 07"));
    }

    @Test
    void readsBackItsSections() {
        UnitRecord record =
                UnitRecord.decode(
                        UnitRecord.EMPTY.with(UnitSection.RESERVATIONS, new byte[] {9}).encode());

        assertThat(record.section(UnitSection.RESERVATIONS)).containsExactly(9);
        assertThat(record.section(UnitSection.MODE_PAGES)).isEmpty();
    }

    @Test
    void ofNoBytesIsEmpty() {
        assertThat(UnitRecord.decode(new byte[0]).section(UnitSection.RESERVATIONS)).isEmpty();
    }

    @Test
    void keepsASectionThatItDoesNotKnow() {
        byte[] other = sealed("524244472d4c55 01 0001 4242 00000001 aa");

        assertThat(UnitRecord.decode(other).with(UnitSection.MODE_PAGES, new byte[] {5}).encode())
                .isEqualTo(sealed("524244472d4c55 01 0002 0002 00000001 05 4242 00000001 aa"));
    }

    @Test
    void losesASectionThatIsSetToNothing() {
        UnitRecord record = UnitRecord.EMPTY.with(UnitSection.MODE_PAGES, new byte[] {5});

        assertThat(record.with(UnitSection.MODE_PAGES, new byte[0]).encode())
                .isEqualTo(UnitRecord.EMPTY.encode());
    }

    @Test
    void withAnyFlippedBitIsDamaged() {
        byte[] whole = UnitRecord.EMPTY.with(UnitSection.MODE_PAGES, new byte[] {5}).encode();
        for (int bit = 0; bit < whole.length * Byte.SIZE; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            assertThatThrownBy(() -> UnitRecord.decode(flipped))
                    .isInstanceOf(DamagedRecordException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "524244472d4c55 01 0001",
                "524244472d4c55 01 0001 0001 00000002 01",
                "524244472d4c55 01 0001 0001 ffffffff 01",
                "524244472d4c55 01 0000 00",
                "424244472d4c55 01 0000",
                "5242",
            })
    void ofAWrongFormIsDamaged(String hex) {
        assertThatThrownBy(() -> UnitRecord.decode(sealed(hex)))
                .isInstanceOf(DamagedRecordException.class);
    }

    @Test
    void ofALaterVersionIsNotBelieved() {
        assertThatThrownBy(() -> UnitRecord.decode(sealed("524244472d4c55 02 0000")))
                .isInstanceOf(NewerRecordException.class);
    }

    @Test
    void longerThanAUnitsStateIsRefused() {
        UnitRecord record =
                UnitRecord.EMPTY.with(UnitSection.MODE_PAGES, new byte[LogicalUnitState.MAX_BYTES]);

        assertThatThrownBy(record::encode).isInstanceOf(IllegalArgumentException.class);
    }

    /** With its checksum. */
    static byte[] sealed(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return ByteBuffer.allocate(bytes.length + Integer.BYTES)
                .put(bytes)
                .putInt((int) crc.getValue())
                .array();
    }
}
