namespace Contoso
{
    /// <summary>Something to compile, for every target framework.</summary>
    public static class Greeting
    {
        /// <summary>A greeting for a name.</summary>
        public static string For(string name) => "Hello, " + name;
    }
}
