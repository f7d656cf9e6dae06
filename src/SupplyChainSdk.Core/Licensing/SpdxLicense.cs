namespace SupplyChainSdk.Licensing;

/// <summary>A licence of the SPDX list.</summary>
/// <param name="Id">In canonical case, such as <c>Apache-2.0</c>.</param>
/// <param name="Name">The list's full name; the id where the data has none.</param>
/// <param name="IsOsiApproved">Approved by the Open Source Initiative; false where the data does not say.</param>
/// <param name="IsFsfLibre">Called free by the Free Software Foundation; false where the data does not say.</param>
/// <param name="IsDeprecated">The list asks to use another id.</param>
/// <param name="Successor">For a deprecated id, the expression to use instead, such as <c>GPL-2.0-only</c>; null where there is no single one.</param>
public sealed record SpdxLicense(string Id, string Name, bool IsOsiApproved, bool IsFsfLibre, bool IsDeprecated, string? Successor);
