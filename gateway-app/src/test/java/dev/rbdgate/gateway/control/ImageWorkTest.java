package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.config.MappingStore;
import dev.rbdgate.config.SecretKeys;
import dev.rbdgate.gateway.events.EventFeed;
import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.CopySpec;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.local.LocalObjectStore;
import dev.rbdgate.rbd.local.LocalStoreSettings;
import dev.rbdgate.rbd.store.ObjectStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each kind of work does when it is to stop. */
final class ImageWorkTest {

    private static final ImageName COPY = new ImageName("rbd", "", "copy");

    private static final Progress STOPPED =
            new Progress() {
                @Override
                public void accept(double part) {
                    throw new AssertionError("nothing is begun");
                }

                @Override
                public boolean isCancelled() {
                    return true;
                }
            };

    @TempDir private Path directory;
    private ObjectStore store;
    private MappingStore database;
    private Images images;
    private ImageWork work;
    private ImageInfo base;

    @BeforeEach
    void open() throws Exception {
        store = LocalObjectStore.open(directory.resolve("store"), LocalStoreSettings.defaults());
        images = new Images(store);
        database =
                MappingStore.open(
                        directory,
                        SecretKeys.open(
                                directory.resolve("secret.key"),
                                Optional.empty(),
                                new SecureRandom()));
        Clock clock = Clock.systemUTC();
        work = new ImageWork(images, new AuditTrail(database, new EventFeed(clock), clock));
        base = images.create(ImageSpec.of(new ImageName("rbd", "", "base"), 16 << 20)).join();
        images.snapshots().create(base.name(), "s").join();
    }

    @AfterEach
    void close() {
        database.close();
        store.close().join();
    }

    private static void assertStops(Work work) {
        assertThatThrownBy(() -> work.run().apply(STOPPED).join()).isNotNull();
        work.undo().orElseThrow().get().join();
    }

    @Test
    void aCopyStopsAndIsTakenAway() {
        assertStops(
                work.copy("admin", base, new CopySpec(base.name(), "for-the-copy", true, COPY)));
        assertThat(images.find(COPY).join()).isEmpty();
        assertThat(images.info(base.name()).join().snapshots()).hasSize(1);
    }

    @Test
    void aFlattenStopsAndItsImageStaysAClone() {
        ImageInfo clone = images.clones().create(CloneSpec.of(base.name(), "s", COPY)).join();
        assertStops(work.flatten("admin", clone));
        assertThat(images.info(COPY).join().parent()).isPresent();
    }

    @Test
    void aDeletionCannotBeUndone() {
        assertThat(work.delete("admin", base).undo()).isEmpty();
    }
}
