package dev.rbdgate.scsi.copy;

import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.list1;
import static dev.rbdgate.scsi.CopyFixture.list4;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.write;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.CopyFixture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CopyManagerTest {

    private final List<String> seen = new ArrayList<>();
    private final CopyFixture fixture =
            new CopyFixture(
                    new CopyObserver() {
                        @Override
                        public void started() {
                            seen.add("started");
                        }

                        @Override
                        public void copied(long byteCount, boolean zeros) {
                            seen.add(byteCount + (zeros ? " zeros" : " copied"));
                        }

                        @Override
                        public void ended(CopyState how) {
                            seen.add(how.getClass().getSimpleName());
                        }
                    },
                    1 << 20,
                    512,
                    memory -> memory);

    @Test
    void anObserverIsToldWhatIsCopiedAndWhatIsGivenBack() {
        write(fixture.first, 0, pattern(8, 1));

        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 16, 0, 0))).assertGood();
        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 5, 16, 0, 0)));

        assertThat(seen)
                .containsExactly(
                        "started", "4096 copied", "4096 zeros", "Done", "started", "Failed");
    }

    @Test
    void aRunningCopyTellsHowFarItIs() {
        write(fixture.first, 0, pattern(2048, 1));
        fixture.lid4(list4(1, true, bothUnits(), segment(0, 1, 8, 0, 0))).assertGood();
        fixture.hold();
        fixture.lid4(list4(2, true, bothUnits(), segment(0, 1, 2048, 0, 0))).assertGood();

        CopyJob job = fixture.manager.running().getFirst();
        assertThat(job.nexus()).isEqualTo(CopyFixture.NEXUS);
        assertThat(job.bytes()).isZero();
        fixture.storage.remove().run();
        assertThat(job.bytes()).isEqualTo(512 << 10);
        assertThat(job.segments()).isZero();
        fixture.drain();
        assertThat(job.segments()).isEqualTo(1);
        assertThat(job.state()).isEqualTo(CopyState.DONE);
    }

    @Test
    void memoryForChunksIsBounded() {
        long perCopy = (long) CopyLimits.CHUNK_BYTES * CopyLimits.CHUNKS_IN_FLIGHT;

        assertThat(perCopy * CopyLimits.MAX_COPIES).isLessThanOrEqualTo(128 << 20);
    }
}
