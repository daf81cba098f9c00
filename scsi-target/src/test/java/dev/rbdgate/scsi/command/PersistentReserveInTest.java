package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.UnitFixture;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PERSISTENT RESERVE IN (SPC-5 6.16) as a nexus sends it; the data itself is tested elsewhere. */
final class PersistentReserveInTest {

    private static final String KEY = "1122334455667788";

    private final UnitFixture fixture = UnitFixture.create();

    private void register() {
        fixture.run(
                        "5f 00 00 00 00 00 00 00 18 00",
                        HexFormat.of().parseHex("0".repeat(16) + KEY + "0".repeat(16)))
                .assertGood();
    }

    private String read(String cdb) {
        return HexFormat.of().formatHex(fixture.run(cdb).dataIn());
    }

    @Test
    void readKeysGivesWhatIsRegistered() {
        assertThat(read("5e 00 00 00 00 00 00 ff ff 00")).isEqualTo("0000000000000000");

        register();

        assertThat(read("5e 00 00 00 00 00 00 ff ff 00")).isEqualTo("0000000100000008" + KEY);
    }

    @Test
    void theAllocationLengthCutsTheDataAndNotItsLengthField() {
        register();

        assertThat(read("5e 00 00 00 00 00 00 00 0a 00")).isEqualTo("00000001000000081122");
        assertThat(read("5e 00 00 00 00 00 00 00 00 00")).isEmpty();
    }

    @Test
    void readReservationReportCapabilitiesAndReadFullStatusAnswer() {
        register();

        assertThat(read("5e 01 00 00 00 00 00 00 ff 00")).isEqualTo("0000000100000000");
        assertThat(read("5e 02 00 00 00 00 00 00 ff 00")).isEqualTo("00089dc0ea010000");
        assertThat(read("5e 03 00 00 00 00 00 00 ff 00"))
                .startsWith("0000000100000048" + KEY + "00000000" + "0000" + "00000000" + "0001")
                .contains(
                        HexFormat.of()
                                .formatHex(
                                        UnitFixture.NEXUS
                                                .initiatorPortName()
                                                .getBytes(
                                                        java.nio.charset.StandardCharsets
                                                                .US_ASCII)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "0a", "1f"})
    void anotherServiceActionIsRefused(String serviceAction) {
        fixture.run("5e " + serviceAction + " 00 00 00 00 00 00 ff 00")
                .assertInvalidFieldInCdb(1, 4);
    }

    @Test
    void aReservedBitIsRefused() {
        fixture.run("5e 00 01 00 00 00 00 00 ff 00").assertInvalidFieldInCdb(2, 0);
        fixture.run("5e 20 00 00 00 00 00 00 ff 00").assertInvalidFieldInCdb(1, 5);
    }

    @Test
    void aUnitThatIsNotReadyDoesNotAnswerWithNothing() {
        fixture.unit.detach();

        fixture.run("5e 00 00 00 00 00 00 00 ff 00").assertSense(0x2, 0x0401);
    }
}
