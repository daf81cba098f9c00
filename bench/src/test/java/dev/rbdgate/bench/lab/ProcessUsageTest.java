package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessUsageTest {

    @Test
    void processorTimeIsOwnAndThatOfEndedChildrenInHundredthsOfASecond() {
        String stat =
                "4711 (a (b) c) S 1 4711 4711 0 -1 4194560 1 2 3 4 150 50 20 5 20 0 17 0 99 1 2";
        assertThat(ProcessUsage.parseProcessorSeconds(stat)).isEqualTo(2.25);
    }

    @Test
    void memoryIsToldInKib() {
        String status = "Name:\tjava\nVmHWM:\t  2048 kB\nVmRSS:\t  1024 kB\n";
        assertThat(ProcessUsage.parseBytes(status, "VmHWM")).isEqualTo(2 << 20);
        assertThat(ProcessUsage.parseBytes(status, "VmRSS")).isEqualTo(1 << 20);
    }

    @Test
    void aStatusWithoutTheLineIsRefused() {
        assertThatThrownBy(() -> ProcessUsage.parseBytes("Name:\tjava\n", "VmRSS"))
                .isInstanceOf(LabException.class);
    }

    @Test
    void thisProcessHasUsedTimeAndMemory() {
        ProcessUsage self = new ProcessUsage(ProcessHandle.current().pid());
        assertThat(self.processorSeconds()).isPositive();
        assertThat(self.peakResidentBytes()).isGreaterThanOrEqualTo(self.residentBytes() / 2);
    }

    @Test
    void aProcessThatIsGoneIsRefused() {
        ProcessUsage gone = new ProcessUsage(Integer.MAX_VALUE);
        assertThatThrownBy(gone::processorSeconds).isInstanceOf(LabException.class);
    }
}
