package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.UnitFixture;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ReportAllRodTokensTest {

    private static final String REPORT = "84 08 00 00 00 00 00 00 00 00 00 00 10 00 00 00";

    private final CopyFixture fixture = new CopyFixture();

    @Test
    void theUnitsTokensAreToldWithoutWhatMakesThemUsable() {
        byte[] token = fixture.token(0, 0, 8);
        fixture.token(1, 0, 8);

        byte[] report = fixture.run(0, REPORT).dataIn();

        assertThat(report).hasSize(8 + 96);
        assertThat(Arrays.copyOf(report, 8)).containsExactly(0, 0, 0, 100, 0, 0, 0, 0);
        assertThat(Arrays.copyOfRange(report, 8, 104)).isEqualTo(Arrays.copyOf(token, 96));
    }

    @Test
    void tokensThatHaveEndedAreNotToldOf() {
        fixture.token(0, 0, 8);
        fixture.token(0, 100, 8);
        fixture.run(0, "2a 00 00 00 00 00 00 00 01 00", UnitFixture.pattern(1, 1)).assertGood();

        assertThat(fixture.run(0, REPORT).dataIn()).hasSize(8 + 96);
        fixture.nanoTime += 61_000_000_000L;
        assertThat(fixture.run(0, REPORT).dataIn()).containsExactly(0, 0, 0, 4, 0, 0, 0, 0);
    }
}
