package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.acceptance.SuiteVerdict.Failed;
import dev.rbdgate.acceptance.SuiteVerdict.Ran;
import dev.rbdgate.acceptance.SuiteVerdict.Skipped;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("conformance")
final class SuiteTranscriptTest {

    @Test
    void aTestRanWasSkippedOrFailed() {
        assertThat(
                        SuiteTranscript.parse(
                                """
                                skipping non-LU designator: 2

                                Suite: Inquiry
                                  Test: Standard ...passed
                                  Test: Alloc ...    [WARNING] odd
                                passed
                                Suite: OrWrite
                                  Test: Simple ...    [SKIPPED] ORWRITE is not implemented.
                                    [SKIPPED] ORWRITE is not implemented.
                                passed
                                  Test: Flags ...    [FAILED] ORWRITE failed with wrong sense.
                                FAILED
                                    1. test_orwrite_flags.c:42  - ret
                                  Test: Verify ...FAILED
                                """))
                .containsOnly(
                        Map.entry("Inquiry.Standard", new Ran()),
                        Map.entry("Inquiry.Alloc", new Ran()),
                        Map.entry(
                                "OrWrite.Simple",
                                new Skipped(
                                        List.of(
                                                "[SKIPPED] ORWRITE is not implemented.",
                                                "[SKIPPED] ORWRITE is not implemented."))),
                        Map.entry(
                                "OrWrite.Flags",
                                new Failed(
                                        List.of(
                                                "[FAILED] ORWRITE failed with wrong sense.",
                                                "1. test_orwrite_flags.c:42  - ret"))),
                        Map.entry("OrWrite.Verify", new Failed(List.of())));
    }

    @Test
    void whatIsLoggedAfterTheVerdictBelongsToNoTest() {
        assertThat(
                        SuiteTranscript.parse(
                                """
                                Suite: ModeSense6
                                  Test: Residuals ...passed    [FAILED] PRIN command: unit attention

                                    [SKIPPED] not a test's line
                                Suite: NoMedia
                                  Test: NoMediaSBC ...passed
                                """))
                .containsOnly(
                        Map.entry("ModeSense6.Residuals", new Ran()),
                        Map.entry("NoMedia.NoMediaSBC", new Ran()));
    }

    @Test
    void aTestInWhichTheProgramDiesHasFailed() {
        assertThat(
                        SuiteTranscript.parse(
                                """
                                Suite: Unmap
                                  Test: Simple ...    [SKIPPED] half of it
                                """))
                .containsOnly(
                        Map.entry(
                                "Unmap.Simple",
                                new Failed(
                                        List.of(
                                                "[SKIPPED] half of it",
                                                "the program ended here"))));
    }

    @Test
    void noOutputHasNoVerdicts() {
        assertThat(SuiteTranscript.parse("Failed to connect to SCSI device 0\n")).isEmpty();
    }
}
