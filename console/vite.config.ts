/** Build of the console: into callcenter/static/console/, from where the web role serves it. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

// `npm run dev` passes the API on to a running `hotline web`.
const target = process.env.HOTLINE_WEB ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../callcenter/static/console",
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // What changes with us is small; what changes with its own releases is cached for long.
          groups: [
            { name: "jssip", test: /node_modules[\\/](jssip|sdp-transform|events|debug|ms)[\\/]/ },
            { name: "react", test: /node_modules[\\/](react|react-dom|react-router|scheduler|zustand|@tanstack)[\\/]/ },
            { name: "echarts", test: /node_modules[\\/](echarts|zrender)[\\/]/ },
            { name: "antd", test: /node_modules[\\/]/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": { target, ws: true } } },
  test: {
    // A test of a component asks for jsdom in its first line; the others start faster without.
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    restoreMocks: true,
  },
});
