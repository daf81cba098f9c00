package dev.rbdgate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** sg3_utils on a Linux host: what it asks for and how it reads the answers. */
@Tag("host")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SgUtilsTest {

    private static final String HOST = "iqn.2026-11.dev.rbdgate.test:sg";

    /** Exit status of sg3_utils for a miscompare. */
    private static final int MISCOMPARE = 14;

    private final Fixtures fixtures = new Fixtures();
    private final Network network = fixtures.add(new Network());
    private LinuxHost host;
    private JsonNode lun;
    private String disk;

    @BeforeAll
    void start(@TempDir Path directory) {
        Gateway gateway = fixtures.add(new Gateway(network, directory.resolve("data"))).start();
        String iqn = Gateway.IQN_PREFIX + "sg";
        gateway.cli("image", "create", "rbd/sg", "--size", "64MiB").ok();
        gateway.cli("target", "create", iqn).ok();
        gateway.cli("initiator", "create", iqn, HOST).ok();
        lun = gateway.send("POST", "/targets/" + iqn + "/luns", "{\"image\":\"rbd/sg\"}");
        host = fixtures.add(new LinuxHost(network, HOST, directory));
        host.run("modprobe sg");
        host.login();
        disk = host.disk(lun.get("naa").asString());
        host.run("dd if=/dev/urandom of=/run/random bs=4096 count=1 status=none");
    }

    @AfterAll
    void stop() {
        fixtures.close();
    }

    /** Runs a command with the disk as its last argument; it must end well. */
    private String sg(String command) {
        return host.run(command + " " + disk);
    }

    @Test
    void inquiryAndCapacity() {
        assertThat(sg("sg_inq"))
                .contains("RBDGATE", "RBD IMAGE", "RMB=0", "TPGS=3", "3PC=1", "CmdQue=1")
                .contains("Unit serial number: " + lun.get("serial").asString());
        assertThat(sg("sg_readcap --16"))
                .contains("lbpme=1, lbprz=1", "Number of logical blocks=131072")
                .contains("physical block length=4096 bytes");
        assertThat(sg("sg_luns")).contains("1 lun entry", "0000000000000000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x00", "0x80", "0x83", "0x85", "0x86", "0x87", "0x88", "0x8f", "0xb0", "0xb1",
                "0xb2", "0xb3"
            })
    void everyVitalProductDataPageIsReadAndListed(String page) {
        assertThat(sg("sg_vpd --page=" + page)).isNotBlank();
        assertThat(host.run("sg_vpd --page=0 --raw %s | od -An -v -tx1".formatted(disk)))
                .contains(" " + page.substring(2));
    }

    @Test
    void theDesignatorsAreWhatTheGatewayTells() {
        assertThat(sg("sg_vpd --page=di"))
                .contains("0x" + lun.get("naa").asString())
                .contains("vendor specific: " + lun.get("serial").asString())
                .contains(Gateway.IQN_PREFIX + "sg,t,0x0001");
        assertThat(sg("sg_vpd --page=bl"))
                .contains("Maximum compare and write length: 255 blocks")
                .contains("Optimal unmap granularity: 8 blocks");
        assertThat(sg("sg_vpd --page=lbpv"))
                .contains("Unmap command supported (LBPU): 1", "Provisioning type: 2");
    }

    @Test
    void operationCodesAndTaskManagementFunctionsAreReported() {
        assertThat(sg("sg_opcodes"))
                .contains("Compare and write", "Orwrite(16)", "Extended copy(LID1)")
                .contains("Populate token", "Write using token", "Sanitize, overwrite")
                .contains("Persistent reserve out, replace lost reservation")
                .contains("Set target port groups", "Report timestamp", "Log sense");
        assertThat(sg("sg_opcodes --tmf"))
                .contains("Abort task", "Abort task set", "Clear task set", "Logical unit reset");
        assertThat(sg("sg_opcodes --opcode=0x89")).contains("Compare and write");
    }

    @Test
    void persistentReservationsAreTakenShownAndGivenBack() {
        sg("sg_persist --out --register --param-sark=0xabc");
        sg("sg_persist --out --reserve --param-rk=0xabc --prout-type=5");
        assertThat(sg("sg_persist --in --read-keys")).contains("0xabc");
        assertThat(sg("sg_persist --in --read-reservation"))
                .contains("Key=0xabc", "Write Exclusive, registrants only");
        assertThat(sg("sg_persist --in --read-full-status"))
                .contains("<< Reservation holder >>", HOST + ",i,0x");
        assertThat(sg("sg_persist --in --report-capabilities"))
                .contains("Persist Through Power Loss Capable(PTPL_C): 1");
        sg("sg_persist --out --release --param-rk=0xabc --prout-type=5");
        assertThat(sg("sg_persist --in --read-reservation")).contains("NO reservation held");
        sg("sg_persist --out --clear --param-rk=0xabc");
        assertThat(sg("sg_persist --in --read-keys")).contains("NO registered reservation keys");
    }

    @Test
    void blocksAreWrittenComparedUnmappedAndTold() {
        sg("sg_write_verify --lba=0 --num=8 --in=/run/random --ilen=4096");
        sg("sg_verify --lba=0 --count=8 --ndo=4096 --in=/run/random");
        Command.Result other =
                host.attempt("sg_verify --lba=0 --count=8 --ndo=4096 --in=/dev/zero " + disk);
        assertThat(other.status()).as(other.output()).isEqualTo(MISCOMPARE);

        assertThat(sg("sg_get_lba_status --lba=0 --maxlen=64")).contains("mapped (or unknown)");
        sg("sg_unmap --force --lba=0 --num=8");
        sg("sg_verify --lba=0 --count=8 --ndo=4096 --in=/dev/zero");
        assertThat(sg("sg_get_lba_status --lba=0 --maxlen=24")).contains("deallocated");

        host.run("{ head -c 512 /dev/zero; head -c 512 /run/random; } >/run/swap");
        sg("sg_compare_and_write --lba=0 --num=1 --in=/run/swap --xferlen=1024");
        Command.Result again =
                host.attempt(
                        "sg_compare_and_write --lba=0 --num=1 --in=/run/swap --xferlen=1024 "
                                + disk);
        assertThat(again.status()).isEqualTo(MISCOMPARE);
        assertThat(again.output()).contains("Miscompare at byte offset: 0 [0x0]");

        sg("sg_write_same --16 --lba=16 --num=16 --in=/run/random --xferlen=512");
        sg("sg_write_same --10 --unmap --lba=16 --num=8 --in=/dev/zero --xferlen=512");
        host.run(
                "dd if=%s bs=512 skip=24 count=1 iflag=direct status=none | cmp -n 512 - /run/random"
                        .formatted(disk));
        host.run(
                "dd if=%s bs=512 skip=16 count=8 iflag=direct status=none | cmp -n 4096 - /dev/zero"
                        .formatted(disk));
        sg("sg_sync");
    }

    @Test
    void extendedCopyMovesBlocksInsideTheUnit() {
        sg("sg_write_verify --lba=2048 --num=8 --in=/run/random --ilen=4096");
        String generic =
                "/dev/"
                        + host.run(
                                        "ls /sys/block/%s/device/scsi_generic"
                                                .formatted(disk.substring(5)))
                                .strip();
        host.run(
                "sg_xcopy if=%s of=%s bs=512 count=8 skip=2048 seek=4096"
                        .formatted(generic, generic));
        sg("sg_verify --lba=4096 --count=8 --ndo=4096 --in=/run/random");
        assertThat(sg("sg_copy_results --params"))
                .contains("Copy from block device to block device", "Identification descriptor");
    }

    @Test
    void targetPortGroupsChangeTheirState() {
        assertThat(sg("sg_rtpg --decode")).contains("target port group id : 0x1 ");
        sg("sg_stpg --tp=1 --state=s");
        try {
            assertThat(sg("sg_rtpg --decode")).contains("(standby)");
            assertThat(host.attempt("sg_turs --num=3 " + disk).output()).contains("3 errors");
        } finally {
            sg("sg_stpg --tp=1 --state=ao");
        }
        assertThat(sg("sg_rtpg --decode")).contains("(active/optimized)");
        host.attempt("sg_turs " + disk); // takes the unit attention for the change
        sg("sg_turs --num=3");
    }

    @Test
    void clockIdentifierAndBuffersAreKept() {
        sg("sg_timestamp --seconds=1700000000");
        assertThat(Long.parseLong(sg("sg_timestamp --srep").strip()))
                .isBetween(1_700_000_000L, 1_700_000_000L + 600);
        host.run("echo -n rack-7 | sg_ident --set " + disk);
        assertThat(sg("sg_ident --ascii")).contains("rack-7");
        sg("sg_write_buffer --mode=data --id=0 --length=4096 --in=/run/random");
        // sg_read_buffer of this version asks for no bytes with the 10-byte command.
        host.run(
                "sg_raw -r 4096 -o /run/read %s 3c 02 00 00 00 00 00 10 00 00 && cmp /run/read /run/random"
                        .formatted(disk));
    }

    @Test
    void modesLogsAndDiagnosticsAreRead() {
        assertThat(sg("sg_modes --all"))
                .contains("Caching", "Control", "Read-Write error recovery")
                .contains("Informational exceptions control");
        assertThat(sg("sg_logs --all")).contains("Supported log pages");
        assertThat(sg("sg_senddiag --test")).contains("GOOD status");
        assertThat(sg("sg_senddiag --list")).contains("Supported diagnostic pages");
        assertThat(sg("sg_requests")).contains("No additional sense information");
        assertThat(sg("sg_reassign --grown --primary")).contains("defect lists: 0");
    }

    @Test
    void aResetIsToldOnce() {
        sg("sg_reset --device");
        assertThat(host.attempt("sg_turs --verbose " + disk).output())
                .containsIgnoringCase("unit attention");
        sg("sg_turs");
    }
}
