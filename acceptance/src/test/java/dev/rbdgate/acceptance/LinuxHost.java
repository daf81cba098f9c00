package dev.rbdgate.acceptance;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/** What an administrator does on a Linux host: discovery, login, file systems, checks. */
final class LinuxHost implements AutoCloseable {

    /** Longest stay without the gateway: less than open-iscsi's replacement timeout. */
    private static final Duration SLOW = Duration.ofSeconds(110);

    /** What of a file goes in at once: a console's line has at most 4095 characters. */
    private static final int PIECE_BYTES = 1500;

    private static final Path MULTIPATH_CONFIGURATION = Path.of("..", "docs", "multipath.conf");

    private final Guest guest;
    private final String initiator;

    LinuxHost(Network network, String initiator, Path directory) {
        this.initiator = initiator;
        guest = new Guest(network, initiator, directory);
    }

    String initiator() {
        return initiator;
    }

    String address() {
        return guest.address();
    }

    /** Gives the host its own copy of /etc, to configure what it runs. */
    void ownConfiguration() {
        run("cp -a /etc /run/etc && mount --bind /run/etc /etc");
    }

    /** Writes a file on the host. */
    void write(String path, String content) {
        run("mkdir -p $(dirname %s); : >%s".formatted(path, path));
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += PIECE_BYTES) {
            byte[] piece =
                    Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE_BYTES));
            run("base64 -d >>%s <<<%s".formatted(path, Base64.getEncoder().encodeToString(piece)));
        }
    }

    /** Runs a shell script to its end, whichever that is. */
    Command.Result attempt(String script) {
        return guest.run(SLOW, script);
    }

    /** Runs a shell script that must end well. */
    String run(String script) {
        return guest.run(SLOW, "set -e -o pipefail\n" + script).ok();
    }

    /** Runs udev and multipathd, configured as {@code docs/multipath.conf} says. */
    void startMultipath() throws IOException {
        ownConfiguration();
        write("/etc/multipath.conf", Files.readString(MULTIPATH_CONFIGURATION));
        write(
                "/etc/iscsi/iscsid.conf",
                """
                node.startup = manual
                node.session.timeo.replacement_timeout = 5
                node.conn[0].timeo.noop_out_interval = 2
                node.conn[0].timeo.noop_out_timeout = 2
                """);
        run(
                """
                mkdir -p /etc/multipath
                modprobe dm-multipath; modprobe dm-service-time
                /lib/systemd/systemd-udevd --daemon
                nohup multipathd -d >/run/multipathd.log 2>&1 &
                """);
    }

    /** Waits until so many of all paths are up, and any other is known to be down. */
    void awaitPaths(int up, int all) {
        run(
                """
                for attempt in $(seq 300); do
                    states=$(multipathd show paths format '%%t %%T' 2>&1 || true)
                    if [ $(grep -c '^active ready' <<<"$states") = %d ] &&
                        [ $(grep -c -E '^(active|failed) ' <<<"$states") = %d ]
                    then exit 0; fi
                    sleep 0.2
                done
                echo "$states"; multipath -ll; cat /run/multipathd.log; exit 1
                """
                        .formatted(up, all));
    }

    /** Discovers and logs in to every target that discovery shows. */
    String login() {
        return run(
                """
                iscsiadm -m discovery -t sendtargets -p %s
                iscsiadm -m node --login
                """
                        .formatted(Network.ADDRESS));
    }

    void logout() {
        run("iscsiadm -m node --logout && iscsiadm -m node -o delete");
    }

    /**
     * Waits for the disk with this NAA designator and returns its device name. The designator is
     * looked up in VPD page 83h: where there are several, the kernel's own wwid prefers T10's.
     */
    String disk(String naa) {
        return run("""
        for attempt in $(seq 100); do
            for page in /sys/block/sd*/device/vpd_pg83; do
                if [ -e "$page" ] && od -An -v -tx1 "$page" | tr -d ' \\n' |
                    grep -q 01030008%s
                then
                    echo /dev/$(basename $(dirname $(dirname "$page")))
                    exit 0
                fi
            done
            sleep 0.1
        done
        echo "no disk naa.%s among: $(cat /sys/block/sd*/device/wwid)"
        exit 1
        """
                        .formatted(naa, naa))
                .strip();
    }

    /** Makes a file system and mounts it on {@code mountPoint}. */
    void format(String fileSystem, String disk, String mountPoint) {
        String force = fileSystem.equals("xfs") ? "-f" : "-F";
        run(
                "mkfs.%s -q %s %s && mkdir -p %s && mount %s %s"
                        .formatted(fileSystem, force, disk, mountPoint, disk, mountPoint));
    }

    /** Writes files of random bytes below {@code directory}, with their checksums beside them. */
    void writeFiles(String directory, int count, int mebibytes) {
        run(
                """
                cd %s
                for i in $(seq %d); do
                    dd if=/dev/urandom of=file$i bs=1M count=%d status=none
                done
                sha256sum file* >checksums
                sync
                """
                        .formatted(directory, count, mebibytes));
    }

    /** Reads the files back from the disk, not from this host's cache. */
    void verifyFiles(String directory) {
        run(
                "echo 3 >/proc/sys/vm/drop_caches; cd %s; sha256sum --quiet -c checksums"
                        .formatted(directory));
    }

    /** Checks an unmounted file system without changing it. */
    void checkFileSystem(String fileSystem, String disk) {
        run(fileSystem.equals("xfs") ? "xfs_repair -n " + disk : "fsck.ext4 -fn " + disk);
    }

    /** Fails if the kernel has told of a failed command or a damaged file system. */
    void expectNoIoErrors() {
        run(
                """
                if dmesg | grep -i -E 'I/O error|EXT4-fs error|EXT4-fs warning|XFS.*(error|shutdown)|read-only'
                then exit 1; fi
                """);
    }

    /** Starts writing files without end below {@code directory}, each synced and summed. */
    void startWriter(String directory) {
        run(
                """
                cat >/run/writer <<'WRITER'
                cd "$1"
                i=0
                while [ ! -e /run/writer.stop ] && [ $i -lt 10000 ]; do
                    # The names repeat, so that files are overwritten as well; the sums do not.
                    name=written$((i %% 20))
                    sed -i "/ $name$/d" /run/writer.sums
                    dd if=/dev/urandom of=$name bs=256k count=8 conv=fsync status=none \\
                        || echo "write $i failed" >>/run/writer.errors
                    sha256sum $name >>/run/writer.sums || echo "sum $i failed" >>/run/writer.errors
                    i=$((i + 1))
                    echo $i >/run/writer.count
                done
                WRITER
                rm -f /run/writer.stop /run/writer.errors
                : >/run/writer.sums
                echo 0 >/run/writer.count
                nohup bash /run/writer %s >/run/writer.log 2>&1 &
                echo $! >/run/writer.pid
                """
                        .formatted(directory));
    }

    /** Waits until the writer has written {@code files} more files. */
    void awaitWriter(int files) {
        run(
                """
                wanted=$(($(cat /run/writer.count) + %d))
                for attempt in $(seq 1000); do
                    count=$(cat /run/writer.count)
                    [ "${count:-0}" -lt $wanted ] || exit 0
                    sleep 0.1
                done
                echo "stuck at $(cat /run/writer.count) of $wanted"; cat /run/writer.errors
                dmesg | tail -20
                exit 1
                """
                        .formatted(files));
    }

    /** Ends the writer and checks that no write failed and that what it wrote is there. */
    void stopWriter(String directory) {
        run(
                """
                touch /run/writer.stop
                while [ -e /proc/$(cat /run/writer.pid) ]; do sleep 0.1; done
                if [ -s /run/writer.errors ]; then cat /run/writer.errors; exit 1; fi
                sync
                echo 3 >/proc/sys/vm/drop_caches
                cd %s
                sha256sum --quiet -c /run/writer.sums
                """
                        .formatted(directory));
    }

    @Override
    public void close() {
        guest.close();
    }
}
