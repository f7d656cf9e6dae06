namespace SupplyChainSdk.Inputs;

/// <summary>Reads whole files, but none that is larger than its kind can be.</summary>
public static class BoundedFile
{
    /// <summary>Reads a file whose size was checked before anything was allocated for it.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="maxBytes">The largest size that is read.</param>
    /// <exception cref="InvalidDataException">The file is larger.</exception>
    /// <exception cref="IOException">It is missing, not a file, or may not be read.</exception>
    public static byte[] ReadAllBytes(string path, int maxBytes)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > maxBytes)
                throw BadInput.At(new(path), $"the file has {file.Length} bytes, more than the {maxBytes} that are read");
            var content = new byte[file.Length];
            file.ReadExactly(content);
            // It may have grown since: what is judged must be the whole file.
            if (file.ReadByte() >= 0)
                throw BadInput.At(new(path), "the file changed while it was read");
            return content;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path}: may not be read, or is a folder.", e);
        }
    }
}
