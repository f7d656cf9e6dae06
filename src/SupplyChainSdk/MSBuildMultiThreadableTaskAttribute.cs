namespace Microsoft.Build.Framework;

/// <summary>
/// Says that a task neither reads nor changes what belongs to the process (current directory, environment), so <c>dotnet build -mt</c> may
/// run it in process. MSBuild looks for the full name; our own copy lets the assembly load in an MSBuild that does not have it yet.
/// </summary>
/// <remarks>Every path that reaches a task of ours is absolute.</remarks>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
