using Microsoft.Win32.SafeHandles;

namespace NetSim.Devices.Native;

/// <summary>Inode and owner of an open file, by statx(2), whose record is laid out the same on every architecture.</summary>
internal readonly record struct FileIdentity(ulong Inode, uint Owner, ushort Mode)
{
    private const int EmptyPath = 0x1000, RecordSize = 256;
    private const uint BasicStats = 0x7FF;
    private const int OwnerAt = 20, ModeAt = 28, InodeAt = 32;

    public static unsafe bool TryGet(SafeFileHandle file, out FileIdentity identity)
    {
        byte* record = stackalloc byte[RecordSize];
        identity = default;
        if (LibC.Statx(file, "", EmptyPath, BasicStats, record) != 0) return false;
        identity = new FileIdentity(*(ulong*)(record + InodeAt), *(uint*)(record + OwnerAt), *(ushort*)(record + ModeAt));
        return true;
    }
}
