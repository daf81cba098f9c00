package dev.rbdgate.csi.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rbdgate.csi.call.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandHostTest {

    private static final String NAA = "3000000000000001";

    @TempDir Path sys;

    private CommandHost host(String... prefix) {
        return new CommandHost(List.of(prefix), sys);
    }

    @Test
    void commandsAnswerWithStatusAndOutputInAPlainLocale() {
        Host.Result result = host().run(List.of("sh", "-c", "echo $LC_ALL; echo why >&2; exit 3"));
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.output()).isEqualTo("C\nwhy\n");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> host().ok("sh", "-c", "echo broken; exit 1"))
                .withMessageContaining("broken");
        assertThatExceptionOfType(Refusal.class)
                .isThrownBy(() -> host().run(List.of("/no/such/program")));
    }

    @Test
    void aPrefixStandsBeforeEveryCommand() {
        assertThat(host("env", "WHERE=inside").ok("sh", "-c", "echo $WHERE")).isEqualTo("inside\n");
    }

    /** A SCSI disk in a sysfs of the test's own. */
    private Path disk(String name, String naa) throws IOException {
        Path disk = sys.resolve("block").resolve(name);
        Path device = Files.createDirectories(disk.resolve("device"));
        Files.write(device.resolve("vpd_pg83"), HexFormat.of().parseHex("0083000c01030008" + naa));
        return disk;
    }

    @Test
    void aDiskIsFoundByItsDesignatorAmongOthers() throws IOException {
        Files.createDirectories(sys.resolve("block/loop0"));
        disk("sda", "3000000000000002");
        disk("sdb", NAA);
        assertThat(host().disk(NAA, false)).isEqualTo("/dev/sdb");
    }

    @Test
    void aMultipathDeviceStandsForItsPaths() throws IOException {
        Files.createDirectories(disk("sda", NAA).resolve("holders/dm-3"));
        Files.createDirectories(disk("sdb", NAA).resolve("holders/dm-3"));
        Path map = Files.createDirectories(sys.resolve("block/dm-3/dm"));
        Files.writeString(map.resolve("uuid"), "mpath-" + NAA + "\n");
        assertThat(host().disk(NAA, true)).isEqualTo("/dev/dm-3");
    }

    @Test
    void anotherHolderIsNoMultipathDevice() throws IOException {
        Files.createDirectories(disk("sda", NAA).resolve("holders/dm-1"));
        Path map = Files.createDirectories(sys.resolve("block/dm-1/dm"));
        Files.writeString(map.resolve("uuid"), "LVM-abc\n");
        assertThat(host().disk(NAA, false)).isEqualTo("/dev/sda");
    }
}
