using System.Security.Cryptography;

namespace SupplyChainSdk.Sigstore;

/// <summary>Key files on disk: read with a limit, written together or not at all.</summary>
public static class KeyFiles
{
    /// <summary>The most bytes that a key file or variable may have.</summary>
    public const int MaxBytes = 64 * 1024;

    /// <summary>Writes both halves of a key pair. On Unix the private file has mode 0600 from the moment it exists.</summary>
    /// <param name="pair">The keys.</param>
    /// <param name="privatePath">A file that does not exist yet.</param>
    /// <param name="publicPath">Another file that does not exist yet.</param>
    /// <param name="passphrase">Encrypts the private key when not empty.</param>
    /// <exception cref="KeyException">
    /// <see cref="KeyFailure.AlreadyExists"/> or <see cref="KeyFailure.Unwritable"/>; then neither file was written, none was replaced.
    /// </exception>
    public static void Write(KeyPair pair, string privatePath, string publicPath, ReadOnlySpan<char> passphrase)
    {
        foreach (var path in new[] { privatePath, publicPath })
        {
            if (Path.Exists(path))
                throw Exists(path, inner: null);
        }
        var privatePem = pair.ExportPrivatePem(passphrase);
        var written = new List<string>();
        try
        {
            var newPrivate = Create(privatePath, privatePem, UnixFileMode.UserRead | UnixFileMode.UserWrite, written);
            var newPublic = Create(
                publicPath, pair.ExportPublicPem(),
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, written);
            Move(newPublic, publicPath, written);
            Move(newPrivate, privatePath, written);
            written.Clear();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyException(KeyFailure.Unwritable, $"The key pair {privatePath}, {publicPath} cannot be written: {Reason(e)}.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(privatePem);
            foreach (var path in written)
                File.Delete(path);
        }
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="KeyException">
    /// <see cref="KeyFailure.NotFound"/>, <see cref="KeyFailure.Unreadable"/> or <see cref="KeyFailure.TooLarge"/>.
    /// </exception>
    internal static KeyFile Read(string path)
    {
        var buffer = new byte[MaxBytes + 1];
        try
        {
            // Read to the end whatever the length says: a pipe, such as a shell's <(…), has none.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
            // Of the open file, not of the path, which may name another file by now.
            var others = !OperatingSystem.IsWindows()
                && (File.GetUnixFileMode(stream.SafeFileHandle) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= MaxBytes
                ? new KeyFile(buffer[..length], others)
                : throw new KeyException(KeyFailure.TooLarge, $"The key file {path} has more than {MaxBytes} bytes, which no key has.");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new KeyException(KeyFailure.NotFound, $"The key file {path} does not exist.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyException(KeyFailure.Unreadable, $"The key file {path} cannot be read: {Reason(e)}.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
        }
    }

    // The platform's text names the path once more.
    private static string Reason(Exception e) => e is UnauthorizedAccessException ? "it is a folder, or its permissions do not allow it"
        : e is DirectoryNotFoundException ? "there is no such folder" : e.Message.TrimEnd('.');

    private static string Create(string path, ReadOnlySpan<byte> content, UnixFileMode mode, List<string> written)
    {
        var temporary = path + "." + Path.GetRandomFileName();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        using var stream = new FileStream(temporary, options);
        written.Add(temporary);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
        return temporary;
    }

    private static void Move(string temporary, string path, List<string> written)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
        }
        catch (IOException e) when (Path.Exists(path))
        {
            throw Exists(path, e);
        }
        written.Add(path);
    }

    private static KeyException Exists(string path, Exception? inner) =>
        new(KeyFailure.AlreadyExists, $"{path} exists already and is not overwritten: a key that is lost cannot be made again.", inner);
}

/// <summary>The bytes of a key file, wiped when disposed.</summary>
internal sealed class KeyFile(byte[] content, bool isReadableByOthers) : IDisposable
{
    public ReadOnlySpan<byte> Content => content;

    public bool IsReadableByOthers { get; } = isReadableByOthers;

    public void Dispose() => CryptographicOperations.ZeroMemory(content);
}
