package dev.rbdgate.rbd.files.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFiles;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a power loss leaves of recorded files. */
class PowerLossTest {

    private final MemoryStoreFiles before = new MemoryStoreFiles(1 << 20);
    private final FileRecording recording = new FileRecording();
    private final StoreFiles files =
            new ObservedStoreFiles(new MemoryStoreFiles(1 << 20), recording);

    private static List<ByteBuffer> text(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return List.of(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private MemoryStoreFiles lose(PowerLoss.Survival survival) {
        return new PowerLoss(before, recording.entries()).after(recording.size(), survival);
    }

    private static String content(StoreFiles files, String path) throws Exception {
        StoreFile file = files.open(path);
        ByteBuffer buffer = ByteBuffer.allocateDirect(100_000);
        byte[] bytes = new byte[(int) file.read(0, List.of(buffer))];
        buffer.get(bytes);
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void unsyncedNameIsLostThoughItsFileWasSynced() throws Exception {
        StoreFile file = files.create("a");
        file.write(0, text("x"));
        file.sync();
        assertThat(lose(PowerLoss.Survival.NOTHING).list("")).isEmpty();
        assertThat(content(lose(PowerLoss.Survival.EVERYTHING), "a")).isEqualTo("x");
        files.syncDirectory("");
        assertThat(content(lose(PowerLoss.Survival.NOTHING), "a")).isEqualTo("x");
    }

    @Test
    void unsyncedBytesAreLostBlockByBlock() throws Exception {
        StoreFile file = files.create("a");
        files.syncDirectory("");
        file.write(0, text("-".repeat(8192)));
        file.sync();
        file.write(0, text("x".repeat(8192)));
        assertThat(content(lose(PowerLoss.Survival.NOTHING), "a")).isEqualTo("-".repeat(8192));
        assertThat(content(lose((_, piece) -> piece == 1), "a"))
                .isEqualTo("-".repeat(4096) + "x".repeat(4096));
    }

    @Test
    void unsyncedRenameAndDeleteAreUndone() throws Exception {
        files.createDirectory("d");
        files.create("d/a").close();
        files.create("d/b").close();
        files.syncDirectory("d");
        files.syncDirectory("");
        files.rename("d/a", "d/c");
        files.delete("d/b");
        assertThat(lose(PowerLoss.Survival.NOTHING).list("d")).containsExactlyInAnyOrder("a", "b");
        assertThat(lose(PowerLoss.Survival.EVERYTHING).list("d")).containsExactly("c");
    }

    @Test
    void directoryWithoutADurableNameTakesItsFilesAlong() throws Exception {
        files.createDirectory("d");
        StoreFile file = files.create("d/a");
        file.sync();
        files.syncDirectory("d");
        assertThat(lose(PowerLoss.Survival.NOTHING).list("")).isEmpty();
        files.syncAll();
        assertThat(lose(PowerLoss.Survival.NOTHING).list("d")).containsExactly("a");
    }
}
