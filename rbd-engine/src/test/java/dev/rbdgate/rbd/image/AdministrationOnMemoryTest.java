package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectStore;

final class AdministrationOnMemoryTest extends AdministrationContract {
    @Override
    ObjectStore openStore() {
        return new MemoryObjectStore();
    }
}
