namespace SupplyChainSdk;

/// <summary>Writes files so that a reader sees the old content or the new one, and nothing in between.</summary>
public static class AtomicFile
{
    /// <summary>Writes to a temporary name in the same folder, then renames. A failure leaves the old file, if any, and no temporary one.</summary>
    /// <param name="path">Absolute. Its folder is created when missing.</param>
    /// <param name="content">The whole content.</param>
    /// <exception cref="IOException">The folder is read-only, the disk is full, …</exception>
    /// <exception cref="UnauthorizedAccessException">No permission.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        // The process id keeps two builds of one project apart; it is part of a name that no one sees.
        var temporary = $"{path}.{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp";
        try
        {
            File.WriteAllBytes(temporary, content);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>As <see cref="Write"/>, but leaves a file alone that has this content already.</summary>
    /// <returns>Whether it was written.</returns>
    public static bool WriteIfChanged(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path) && new FileInfo(path).Length == content.Length && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
            return false;
        Write(path, content);
        return true;
    }
}
