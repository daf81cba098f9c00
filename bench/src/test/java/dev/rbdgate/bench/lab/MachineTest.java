package dev.rbdgate.bench.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MachineTest {

    @Test
    void theProcessorIsNamedOnce() {
        String cpuinfo =
                "processor\t: 0\nmodel name\t: Some CPU\nprocessor\t: 1\nmodel name\t: Some CPU\n";
        assertThat(Machine.processor(cpuinfo)).isEqualTo("Some CPU");
    }

    @Test
    void aProcessorWithoutANameIsUnknown() {
        assertThat(Machine.processor("processor\t: 0\n")).isEqualTo("unknown");
    }

    @Test
    void memoryIsInGib() {
        assertThat(Machine.memory("MemTotal:       25165824 kB\n")).isEqualTo("24.0 GiB");
    }
}
