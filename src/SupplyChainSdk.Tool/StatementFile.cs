namespace SupplyChainSdk.Tool;

/// <summary>The statement of a command's result, to be signed with <c>supplychain attest</c>.</summary>
internal static class StatementFile
{
    /// <summary>Writes it. Where nothing was decided there is nothing to state, and an earlier one does not stay to be taken for this one's.</summary>
    /// <param name="file">As it was named.</param>
    /// <param name="statement">Null for nothing.</param>
    /// <param name="terminal">For what becomes of it; it is no answer.</param>
    public static void Write(string file, byte[]? statement, Terminal terminal)
    {
        var path = Path.GetFullPath(file);
        if (statement is not null)
            AtomicFile.Write(path, statement);
        else
            File.Delete(path);
        terminal.Error(statement is null ? $"{file}: no statement, because nothing was decided about one package." : $"{file}: written, not signed; supplychain attest PACKAGE --statement {file} signs it.");
    }
}
