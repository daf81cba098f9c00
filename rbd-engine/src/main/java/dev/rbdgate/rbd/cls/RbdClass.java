package dev.rbdgate.rbd.cls;

/** The object class {@code rbd}: what each kind of an image's objects can do. */
final class RbdClass {
    private RbdClass() {}

    static MethodTable methods() {
        MethodTable table = new MethodTable();
        HeaderMethods.declare(table);
        TimestampMethods.declare(table);
        SnapshotMethods.declare(table);
        OperationFeatures.declare(table);
        ParentMethods.declare(table);
        LegacyParentMethods.declare(table);
        ChildMethods.declare(table);
        MetadataMethods.declare(table);
        GroupMethods.declare(table);
        OldHeaderMethods.declare(table);
        IdMethods.declare(table);
        DirectoryMethods.declare(table);
        ChildrenDirectoryMethods.declare(table);
        TrashMethods.declare(table);
        NamespaceMethods.declare(table);
        ObjectMapMethods.declare(table);
        DataMethods.declare(table);
        return table;
    }
}
